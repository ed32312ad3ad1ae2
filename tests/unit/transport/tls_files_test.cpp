#include "transport/tls_files.hpp"

#include <gmock/gmock.h>

#include "support/tls_identity.hpp"
#include "unit/base/temp_folder.hpp"

namespace hexameter::detail {
namespace {

using hexameter::testing::PemPair;
using hexameter::testing::TempFolder;
using hexameter::testing::TestCa;
using ::testing::HasSubstr;
using ::testing::StartsWith;

class TlsFiles : public ::testing::Test {
  protected:
    std::string write(const std::string& name, const std::string& text) {
        return folder_.write(name, text).string();
    }

    TempFolder folder_;
    TestCa ca_;
    PemPair client_ = ca_.client();
    std::string certificate_ = write("client.pem", client_.certificate);
    std::string key_ = write("client.key", client_.key);
};

TEST_F(TlsFiles, ThatAreRightHaveNoFault) {
    EXPECT_EQ(ca_fault(write("ca.pem", ca_.pem())), "");
    EXPECT_EQ(ca_fault(write("two.pem", ca_.pem() + TestCa("Another").pem())), "");
    EXPECT_EQ(certificate_fault(certificate_), "");
    EXPECT_EQ(certificate_fault(write("chain.pem", client_.certificate + ca_.pem())), "");
    EXPECT_EQ(key_fault(key_, certificate_), "");
    const auto both = write("both.pem", client_.certificate + client_.key);
    EXPECT_EQ(key_fault(both, both), "");
}

TEST_F(TlsFiles, OfCasMayBeAFolderWithHashedNames) {
    const auto hashed = folder_.write("cas/" + ca_.file_name(), ca_.pem()).parent_path();
    EXPECT_EQ(ca_fault(hashed), "");
    const auto plain = folder_.write("plain/ca.pem", ca_.pem()).parent_path();
    EXPECT_THAT(ca_fault(plain), HasSubstr("openssl rehash"));
}

TEST_F(TlsFiles, ThatCannotBeReadSayWhy) {
    EXPECT_THAT(ca_fault("/no/such.pem"), HasSubstr("No such file"));
    EXPECT_THAT(certificate_fault("/no/such.pem"), HasSubstr("No such file"));
    EXPECT_THAT(key_fault("/no/such.pem", certificate_), HasSubstr("No such file"));
    EXPECT_THAT(certificate_fault(folder_.path()), HasSubstr("is a folder"));
    EXPECT_THAT(ca_fault("/dev/null"), HasSubstr("it is no file"));
}

TEST_F(TlsFiles, ThatAreNoPemSaySo) {
    const std::string cut = ca_.pem().substr(0, ca_.pem().size() / 2);
    for (const std::string& text : {std::string("no PEM\n"), std::string(), cut, client_.key}) {
        const auto file = write("wrong.pem", text);
        EXPECT_THAT(ca_fault(file), StartsWith("it holds no certificate in PEM")) << text;
        EXPECT_THAT(certificate_fault(file), StartsWith("it holds no certificate in PEM")) << text;
    }
    EXPECT_THAT(key_fault(certificate_, certificate_), StartsWith("it holds no private key"));
}

TEST_F(TlsFiles, OfAKeyThatIsAnothersSaySo) {
    const auto other = write("other.key", ca_.client().key);
    EXPECT_THAT(key_fault(other, certificate_), StartsWith("it is not the key of the certificate"));
}

TEST_F(TlsFiles, OfAnEncryptedKeySaySoAndAskNobody) {
    const auto pair = ca_.client("secret");
    const auto certificate = write("locked.pem", pair.certificate);
    EXPECT_THAT(key_fault(write("locked.key", pair.key), certificate),
                StartsWith("it is encrypted"));
}

}  // namespace
}  // namespace hexameter::detail
