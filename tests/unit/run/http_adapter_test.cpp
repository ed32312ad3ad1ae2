#include "run/http_adapter.hpp"

#include <gmock/gmock.h>

#include <string>

#include "plugin/status.hpp"

namespace hexameter::detail {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Pair;

// A request of one message with one part, and an adapter over it.
class Encoding {
  public:
    explicit Encoding(std::string base_url, std::string secret = "s3cret")
        : host_("codec", {{"KEY", std::move(secret)}}, nullptr),
          adapter_(prepared(), host_, std::move(base_url)) {}

    hxm_part& part() { return part_; }

    hxm_status target(std::string_view url) {
        return table()->target(table()->ctx, abi_str("POST"), abi_str(url));
    }

    hxm_status header(std::string_view name, std::string_view value) {
        return table()->header(table()->ctx, abi_str(name), abi_str(value));
    }

    hxm_status secret_header(std::string_view name) {
        return table()->secret_header(table()->ctx, abi_str("Authorization"), abi_str("Bearer "),
                                      abi_str(name));
    }

    hxm_status body(std::string_view text) {
        return table()->body(table()->ctx,
                             {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()});
    }

    hxm_status body_part(std::uint32_t message, std::uint32_t part, std::uint32_t how) {
        return table()->body_part(table()->ctx, message, part, how);
    }

    HttpAdapter& adapter() { return adapter_; }

    [[nodiscard]] const hxm_http* table() const { return adapter_.table(); }

    std::string fault() {
        const auto request = adapter_.take();
        return request ? std::string() : request.error().message();
    }

    HttpRequest taken() {
        auto request = adapter_.take();
        EXPECT_TRUE(request) << request.error().text();
        return request ? std::move(request.value()) : HttpRequest{};
    }

  private:
    const hxm_request& prepared() {
        message_.role = HXM_ROLE_USER;
        message_.part_count = 1;
        message_.part_stride = sizeof(part_);
        message_.parts = &part_;
        request_.struct_size = sizeof(request_);
        request_.message_count = 1;
        request_.message_stride = sizeof(message_);
        request_.messages = &message_;
        part_.data = {reinterpret_cast<const std::uint8_t*>("Man"), 3};
        return request_;
    }

    hxm_part part_{};
    hxm_message message_{};
    hxm_request request_{};
    HostServices host_;
    HttpAdapter adapter_;
};

TEST(HttpAdapter, JoinsAPathToTheBaseUrl) {
    for (const std::string base : {"http://h:1/v1", "http://h:1/v1/", "http://h:1/v1//"}) {
        Encoding encoding(base);
        EXPECT_EQ(encoding.target("/chat"), HXM_OK);
        EXPECT_EQ(encoding.taken().url, "http://h:1/v1/chat");
    }
}

TEST(HttpAdapter, GivesMethodHeadersAndBodyAsTheyWereWritten) {
    Encoding encoding("http://h:1");
    encoding.target("/x");
    encoding.header("Accept", "a");
    encoding.header("Accept", "b");
    encoding.secret_header("KEY");
    encoding.body("one ");
    encoding.body("two");
    const auto request = encoding.taken();
    EXPECT_EQ(request.method, "POST");
    EXPECT_THAT(request.headers, ElementsAre(Pair("Accept", "a"), Pair("Accept", "b"),
                                             Pair("Authorization", "Bearer s3cret")));
    EXPECT_EQ(request.body, "one two");
}

TEST(HttpAdapter, SendsToAnotherOriginWithoutASecretOnly) {
    Encoding without("http://h:1");
    without.target("http://elsewhere:2/x");
    EXPECT_EQ(without.taken().url, "http://elsewhere:2/x");

    for (const std::string url : {"http://elsewhere:1/x", "http://h:2/x", "https://h:1/x",
                                  "http://h:1.elsewhere/x", "http://h:1@elsewhere/x"}) {
        Encoding with("http://h:1");
        with.target(url);
        with.secret_header("KEY");
        EXPECT_THAT(with.fault(), HasSubstr("not base_url's origin")) << url;
    }
}

TEST(HttpAdapter, SendsASecretToAnAbsoluteUrlOfTheSameOrigin) {
    Encoding encoding("http://h:1/v1");
    encoding.secret_header("KEY");
    encoding.target("http://h:1/other?x=1");
    EXPECT_EQ(encoding.taken().url, "http://h:1/other?x=1");
}

TEST(HttpAdapter, RefusesLineBreaksInUrlAndHeaders) {
    for (const std::string_view bad : {std::string_view("a\r\nX: y"), std::string_view("a\nb"),
                                       std::string_view("a\rb"), std::string_view("a\0b", 3)}) {
        Encoding value("http://h:1");
        value.target("/");
        EXPECT_EQ(value.header("X", bad), HXM_E_ARG);
        EXPECT_THAT(value.fault(), HasSubstr("a header with a line break"));
        Encoding name("http://h:1");
        name.target("/");
        EXPECT_EQ(name.header(bad, "x"), HXM_E_ARG);
        EXPECT_NE(name.fault(), "");
        Encoding url("http://h:1");
        EXPECT_EQ(url.target("/" + std::string(bad)), HXM_E_ARG);
        EXPECT_THAT(url.fault(), HasSubstr("a URL with a line break"));
    }
}

TEST(HttpAdapter, NamesTheSecretThatIsNotThereOrBrokenWithoutItsValue) {
    Encoding unknown("http://h:1");
    unknown.target("/");
    EXPECT_EQ(unknown.secret_header("OTHER"), HXM_E_ARG);
    EXPECT_THAT(unknown.fault(), HasSubstr(R"(no secret "OTHER")"));
    Encoding broken("http://h:1", "s3cret\n");
    broken.target("/");
    EXPECT_EQ(broken.secret_header("KEY"), HXM_E_ARG);
    EXPECT_THAT(broken.fault(), HasSubstr(R"("KEY" has a line break)"));
    EXPECT_THAT(broken.fault(), ::testing::Not(HasSubstr("s3cret")));
}

TEST(HttpAdapter, PutsPartsIntoTheBodyRawOrAsBase64) {
    Encoding encoding("http://h:1");
    encoding.target("/");
    encoding.body("<");
    EXPECT_EQ(encoding.body_part(0, 0, HXM_BODY_RAW), HXM_OK);
    encoding.body("|");
    EXPECT_EQ(encoding.body_part(0, 0, HXM_BODY_BASE64), HXM_OK);
    encoding.body(">");
    EXPECT_EQ(encoding.taken().body, "<Man|TWFu>");
}

// The examples of RFC 4648, section 10.
TEST(HttpAdapter, PadsBase64AsTheRfcShows) {
    const std::pair<const char*, const char*> examples[] = {{"", ""},
                                                            {"f", "Zg=="},
                                                            {"fo", "Zm8="},
                                                            {"foo", "Zm9v"},
                                                            {"foob", "Zm9vYg=="},
                                                            {"fooba", "Zm9vYmE="},
                                                            {"foobar", "Zm9vYmFy"}};
    for (const auto& [plain, encoded] : examples) {
        Encoding encoding("http://h:1");
        encoding.target("/");
        encoding.part().data = {reinterpret_cast<const std::uint8_t*>(plain),
                                std::string_view(plain).size()};
        encoding.body_part(0, 0, HXM_BODY_BASE64);
        EXPECT_EQ(encoding.taken().body, encoded);
    }
}

// Gives two bytes at a time; with `breaks` set, nothing after the first four.
struct Medium {
    std::string_view bytes = "0123456";
    bool breaks = false;

    static std::int64_t read_at(void* ctx, std::uint64_t offset, std::uint8_t* to,
                                std::uint64_t n) {
        const auto& self = *static_cast<Medium*>(ctx);
        if (self.breaks && offset >= 4) return HXM_E_DECODE;
        const auto piece = self.bytes.substr(offset, std::min<std::uint64_t>(n, 2));
        piece.copy(reinterpret_cast<char*>(to), piece.size());
        return static_cast<std::int64_t>(piece.size());
    }

    hxm_source source() {
        hxm_source source{};
        source.struct_size = sizeof(source);
        source.ctx = this;
        source.size_bytes = bytes.size();
        source.read_at = &Medium::read_at;
        return source;
    }
};

TEST(HttpAdapter, ReadsAPartThatIsTooBigForMemoryPieceByPiece) {
    Medium medium;
    const auto source = medium.source();
    Encoding encoding("http://h:1");
    encoding.target("/");
    encoding.part().source = &source;
    EXPECT_EQ(encoding.body_part(0, 0, HXM_BODY_RAW), HXM_OK);
    EXPECT_EQ(encoding.taken().body, "0123456");
}

TEST(HttpAdapter, SaysSoWhenAMediumBreaksOff) {
    Medium medium{.breaks = true};
    const auto source = medium.source();
    Encoding encoding("http://h:1");
    encoding.target("/");
    encoding.part().source = &source;
    EXPECT_EQ(encoding.body_part(0, 0, HXM_BODY_RAW), HXM_E_ARG);
    EXPECT_THAT(encoding.fault(), HasSubstr("medium broke off"));
}

TEST(HttpAdapter, RefusesPartsThatAreNotThere) {
    for (const auto& [message, part, how] :
         {std::tuple(1u, 0u, 1u), std::tuple(0u, 1u, 1u), std::tuple(0u, 0u, 9u)}) {
        Encoding encoding("http://h:1");
        encoding.target("/");
        EXPECT_EQ(encoding.body_part(message, part, how), HXM_E_ARG);
        EXPECT_THAT(encoding.fault(), HasSubstr("not there"));
    }
}

TEST(HttpAdapter, SaysSoWithoutATargetOrWithABaseUrlThatIsNone) {
    Encoding none("http://h:1");
    EXPECT_THAT(none.fault(), HasSubstr("named no target"));
    Encoding wrong("localhost:8080");
    EXPECT_EQ(wrong.target("/x"), HXM_E_ARG);
    EXPECT_THAT(wrong.fault(), HasSubstr(R"("localhost:8080/x" is no absolute URL)"));
}

TEST(HttpAdapter, KeepsTheWaitThatWasAskedFor) {
    Encoding encoding("http://h:1");
    EXPECT_EQ(encoding.adapter().wait_ms(), 0u);
    encoding.table()->wait_ms(encoding.table()->ctx, 250);
    EXPECT_EQ(encoding.adapter().wait_ms(), 250u);
}

TEST(OriginOf, IsSchemeAndAuthority) {
    EXPECT_EQ(origin_of("http://h:1/a/b?c#d"), "http://h:1");
    EXPECT_EQ(origin_of("https://h"), "https://h");
    EXPECT_EQ(origin_of("http://h?x"), "http://h");
    EXPECT_EQ(origin_of("/path"), "");
    EXPECT_EQ(origin_of("h:1"), "");
}

}  // namespace
}  // namespace hexameter::detail
