#include "transport/trusted_roots.hpp"

#include <gmock/gmock.h>

#include "unit/base/environment_variable.hpp"
#include "unit/base/temp_folder.hpp"

namespace hexameter::detail {
namespace {

using hexameter::testing::TempFolder;
using hexameter::testing::Variable;
using ::testing::HasSubstr;
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

    static void expect_fault(const TrustedRoots& roots, const std::string& begin,
                             const std::string& why) {
        ASSERT_TRUE(roots.fault.has_value());
        EXPECT_EQ(roots.fault->code(), ErrorCode::config);
        EXPECT_THAT(roots.fault->message(), StartsWith(begin));
        EXPECT_THAT(roots.fault->message(), HasSubstr(why));
    }

    TempFolder folder_;
    std::string file_ = folder_.write("one.pem", "").string();
    std::string other_ = folder_.write("other.pem", "").string();
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
    EXPECT_EQ(roots.named, "CURL_CA_BUNDLE=" + file_);
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
    EXPECT_EQ(roots.named, "SSL_CERT_FILE=" + file_ + ", SSL_CERT_DIR=" + path_ + "::" + path_);
}

TEST_F(TrustedRootsOf, WhatCannotBeReadIsAFaultThatNamesTheVariable) {
    expect_fault(with("/no/such.pem", nullptr, nullptr), "CURL_CA_BUNDLE=/no/such.pem",
                 "No such file");
    expect_fault(with(nullptr, path_.c_str(), nullptr), "SSL_CERT_FILE=" + path_, "directory");
    expect_fault(with(nullptr, file_.c_str(), "/no/such"), "SSL_CERT_DIR=/no/such", "No such file");
    expect_fault(with(nullptr, nullptr, file_.c_str()), "SSL_CERT_DIR=" + file_, "directory");
}

}  // namespace
}  // namespace hexameter::detail
