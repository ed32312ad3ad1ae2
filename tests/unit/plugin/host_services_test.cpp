#include "plugin/host_services.hpp"

#include <gmock/gmock.h>

#include <vector>

#include "plugin/status.hpp"

namespace hexameter::detail {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

void set_error(const HostServices& host, hxm_op op, hxm_status status, const char* text) {
    const auto* table = host.table();
    table->set_error(table->ctx, op, status, abi_str(text), {});
}

TEST(HostServices, GivesEachOperationItsOwnRandomNumbers) {
    HostServices host("p", {}, nullptr);
    const auto* table = host.table();
    host.begin(1, 7);
    host.begin(2, 7);
    host.begin(3, 8);
    const auto first = table->random_u64(table->ctx, 1);
    EXPECT_EQ(table->random_u64(table->ctx, 2), first);
    EXPECT_NE(table->random_u64(table->ctx, 3), first);
    EXPECT_NE(table->random_u64(table->ctx, 1), first);
}

TEST(HostServices, TellsWhichOperationWasCancelled) {
    HostServices host("p", {}, nullptr);
    const auto* table = host.table();
    host.begin(1, 0);
    host.begin(2, 0);
    host.mark_cancelled(1);
    EXPECT_EQ(table->is_cancelled(table->ctx, 1), 1);
    EXPECT_EQ(table->is_cancelled(table->ctx, 2), 0);
    host.end(1);
    EXPECT_EQ(table->is_cancelled(table->ctx, 1), 0);
}

TEST(HostServices, HandsOnTheErrorOfAnOperationOnce) {
    HostServices host("p", {}, nullptr);
    host.begin(1, 0);
    host.begin(2, 0);
    set_error(host, 1, HXM_E_RATE_LIMIT, "slow down");
    const auto other = host.take_error(2, HXM_E_REMOTE);
    EXPECT_THAT(other.message(), HasSubstr("HXM_E_REMOTE and said no more"));
    const auto said = host.take_error(1, HXM_E_REMOTE);
    EXPECT_EQ(said.message(), "slow down");
    EXPECT_EQ(said.code(), ErrorCode::remote);
    EXPECT_EQ(said.where(), "plugin p");
    EXPECT_THAT(host.take_error(1, HXM_E_REMOTE).message(), HasSubstr("said no more"));
}

TEST(HostServices, GivesTheSecretsOfItsPluginAndNoOthers) {
    HostServices host("p", {{"KEY", "value"}}, nullptr);
    const auto* table = host.table();
    std::string got;
    const auto put = [](void* to, hxm_buf bytes) {
        static_cast<std::string*>(to)->append(reinterpret_cast<const char*>(bytes.p), bytes.n);
        return hxm_status{HXM_OK};
    };
    EXPECT_EQ(table->get_secret(table->ctx, abi_str("KEY"), &got, put), HXM_OK);
    EXPECT_EQ(got, "value");
    EXPECT_EQ(table->get_secret(table->ctx, abi_str("PATH"), &got, put), HXM_E_ARG);
    EXPECT_EQ(got, "value");
}

TEST(HostServices, LogsWithThePluginsNameAndWithoutItsSecrets) {
    std::vector<std::string> lines;
    HostServices host("p", {{"KEY", "sk-hidden"}}, [&](int level, std::string_view text) {
        lines.push_back(std::to_string(level) + " " + std::string(text));
    });
    host.table()->log(host.table()->ctx, 3, abi_str("careful"));
    host.table()->log(host.table()->ctx, 1, abi_str("sends sk-hidden"));
    EXPECT_THAT(lines, ElementsAre("2 p: careful", "0 p: sends [KEY]"));
    const HostServices quiet("q", {}, nullptr);
    quiet.table()->log(quiet.table()->ctx, 2, abi_str("nobody listens"));
}

TEST(HostServices, KeepsASecretOutOfAnErrorThatQuotesIt) {
    HostServices host("p", {{"KEY", "sk-hidden"}}, nullptr);
    host.begin(1, 0);
    host.table()->set_error(host.table()->ctx, 1, HXM_E_AUTH,
                            abi_str("wrong key sk-hidden, sk-hidden is no key"), {});
    EXPECT_EQ(host.take_error(1, HXM_E_AUTH).message(), "wrong key [KEY], [KEY] is no key");
}

TEST(HostServices, KeepsTheBeginningOfASecretOutOfAnErrorThatIsCutThere) {
    const std::string key = "sk-0123456789abcdef";
    HostServices host("p", {{"KEY", key}}, nullptr);
    host.begin(1, 0);
    const auto told = [&](const std::string& text) {
        set_error(host, 1, HXM_E_AUTH, text.c_str());
        return host.take_error(1, HXM_E_AUTH).message();
    };
    for (std::size_t bytes = 4; bytes <= key.size(); ++bytes) {
        EXPECT_EQ(told("no: " + key.substr(0, bytes) + "...; look"), "no: [KEY]...; look");
    }
    EXPECT_EQ(told("no: sk-012345678 is short"), "no: [KEY] is short");
    EXPECT_EQ(told("keys begin with sk-0, not sk-1..."), "keys begin with sk-0, not sk-1...");
}

TEST(HostServices, KeepsASecretOutOfAnErrorThatQuotesItEscaped) {
    HostServices host("p", {{"KEY", "sk-a/b+c\"d=="}}, nullptr);
    host.begin(1, 0);
    for (const char* text : {"sk-a/b+c\"d==", "sk-a%2Fb%2Bc%22d%3D%3D", "sk-a%2fb%2bc%22d%3d%3d",
                             "sk-a/b%2Bc%22d==", R"(sk-a\/b+c\"d==)", "%73%6B-a%2Fb+c%22d=="}) {
        set_error(host, 1, HXM_E_AUTH, text);
        EXPECT_EQ(host.take_error(1, HXM_E_AUTH).message(), "[KEY]") << text;
    }
}

TEST(HostServices, HasNoExtensionThatItDoesNotKnow) {
    const HostServices host("p", {}, nullptr);
    EXPECT_EQ(host.table()->get_extension(host.table()->ctx, HXM_HOST_MEDIA), nullptr);
}

}  // namespace
}  // namespace hexameter::detail
