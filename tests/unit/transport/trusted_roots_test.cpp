#include "transport/trusted_roots.hpp"

#include <gmock/gmock.h>
#include <sys/stat.h>

#include "unit/base/environment_variable.hpp"
#include "unit/base/temp_folder.hpp"

namespace hexameter::detail {
namespace {

using hexameter::testing::TempFolder;
using hexameter::testing::Variable;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

class TrustedRootsOf : public ::testing::Test {
  protected:
    // What the variables make of it; null: not set.
    static TrustedRoots with(const char* bundle, const char* file, const char* folder) {
        const Variable first("CURL_CA_BUNDLE", bundle);
        const Variable second("SSL_CERT_FILE", file);
        const Variable third("SSL_CERT_DIR", folder);
        return trusted_roots();
    }

    // The message is kept with a run: it names the variable, and no path.
    static void expect_fault(const TrustedRoots& roots, const std::string& variable,
                             const std::string& path, const std::string& why) {
        ASSERT_TRUE(roots.fault.has_value());
        EXPECT_EQ(roots.fault->code(), ErrorCode::config);
        EXPECT_THAT(roots.fault->text(), AllOf(HasSubstr(variable), HasSubstr(why)));
        EXPECT_THAT(roots.fault->text(), Not(HasSubstr(path)));
        EXPECT_EQ(roots.fault_path, path);
        EXPECT_EQ(roots.file + roots.folders, "");
    }

    static constexpr const char* pem = "A lab's CA\n-----BEGIN CERTIFICATE-----\nMIIB\n";
    TempFolder folder_;
    std::string file_ = folder_.write("one.pem", pem).string();
    std::string other_ = folder_.write("other.pem", pem).string();
    std::string path_ = folder_.path().string();
};

TEST_F(TrustedRootsOf, NothingNamedIsTheSystemsFromOneSource) {
    const auto roots = with(nullptr, nullptr, nullptr);
    EXPECT_FALSE(roots.fault);
    EXPECT_EQ(roots.named, "");
    EXPECT_NE(roots.file.empty(), roots.folders.empty());
    EXPECT_EQ(with("", "", "").file, roots.file) << "an empty variable names nothing";
}

TEST_F(TrustedRootsOf, TheCurlProgramsVariableComesBeforeThoseOfOpenSsl) {
    const auto roots = with(file_.c_str(), other_.c_str(), "/nowhere");
    EXPECT_FALSE(roots.fault);
    EXPECT_EQ(roots.file, file_);
    EXPECT_EQ(roots.named, "CURL_CA_BUNDLE");
    EXPECT_EQ(with(nullptr, other_.c_str(), nullptr).file, other_);
}

// A folder beside it would have libcurl parse a file anew for each connection.
TEST_F(TrustedRootsOf, WhatIsNamedStandsAlone) {
    EXPECT_EQ(with(nullptr, file_.c_str(), nullptr).folders, "");
    EXPECT_EQ(with(nullptr, nullptr, path_.c_str()).file, "");
}

TEST_F(TrustedRootsOf, FileAndFolderOfOpenSslAreBothTaken) {
    const auto roots = with(nullptr, file_.c_str(), (path_ + "::" + path_).c_str());
    EXPECT_FALSE(roots.fault);
    EXPECT_EQ(roots.file, file_);
    EXPECT_EQ(roots.folders, path_ + "::" + path_);
    EXPECT_EQ(roots.named, "SSL_CERT_FILE, SSL_CERT_DIR");
}

TEST_F(TrustedRootsOf, WhatCannotBeReadIsAFaultThatNamesTheVariable) {
    const std::string gone = "/no/such";
    expect_fault(with(gone.c_str(), nullptr, nullptr), "CURL_CA_BUNDLE", gone, "No such file");
    expect_fault(with(nullptr, path_.c_str(), nullptr), "SSL_CERT_FILE", path_, "directory");
    expect_fault(with(nullptr, file_.c_str(), gone.c_str()), "SSL_CERT_DIR", gone, "No such file");
    expect_fault(with(nullptr, nullptr, file_.c_str()), "SSL_CERT_DIR", file_, "directory");
}

TEST_F(TrustedRootsOf, AFileWithoutACertificateIsAFault) {
    for (const char* text : {"", "no certificate\n", "-----BEGIN CERTIFICATE REQUEST-----\n"}) {
        const auto file = folder_.write("wrong.pem", text).string();
        expect_fault(with(nullptr, file.c_str(), nullptr), "SSL_CERT_FILE", file, "PEM");
    }
    expect_fault(with("/dev/null", nullptr, nullptr), "CURL_CA_BUNDLE", "/dev/null", "no file");
    const auto trusted = folder_.write("t.pem", "-----BEGIN TRUSTED CERTIFICATE-----\n");
    EXPECT_FALSE(with(nullptr, trusted.c_str(), nullptr).fault);
}

TEST_F(TrustedRootsOf, APipeIsAFaultAndNotOpened) {
    const auto pipe = folder_.path() / "pipe";
    ASSERT_EQ(mkfifo(pipe.c_str(), 0600), 0);
    expect_fault(with(nullptr, pipe.c_str(), nullptr), "SSL_CERT_FILE", pipe.string(), "no file");
}

TEST_F(TrustedRootsOf, AreCheckedForHttpsAloneAndTheirUserHearsThePath) {
    const Variable bundle("CURL_CA_BUNDLE", nullptr);
    const Variable folder("SSL_CERT_DIR", nullptr);
    const Variable file("SSL_CERT_FILE", "/no/such.pem");
    for (const char* url : {"https://lab:1/v1", "HTTPS://lab"}) {
        const auto refused = check_trusted_roots(url);
        ASSERT_TRUE(refused.has_error()) << url;
        EXPECT_THAT(refused.error().text(), StartsWith("/no/such.pem: what SSL_CERT_FILE names"));
    }
    for (const char* url : {"http://lab:1/v1", "", "https:/", "httpsx://lab"})
        EXPECT_FALSE(check_trusted_roots(url).has_error()) << url;
}

}  // namespace
}  // namespace hexameter::detail
