// Bundles that are damaged, foreign, or made to do harm.
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include "store/folders.hpp"
#include "unit/bundle/sound_run.hpp"
#include "unit/store/store_fixtures.hpp"

namespace hexameter {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;
using testing_bundle::check_of;
using testing_bundle::Entry;
using testing_bundle::keep_sound_run;
using testing_bundle::manifest_of;
using testing_bundle::run_id;
using testing_bundle::write_archive;
using testing_store::file_bytes;
using testing_store::write_bytes;
using State = Check::State;

class Hostile : public testing_store::TemporaryHome {
  protected:
    [[nodiscard]] std::filesystem::path bundle() const { return home() / "r.hxrun"; }

    [[nodiscard]] std::filesystem::path to() const { return home() / "to"; }

    [[nodiscard]] std::string sound_bundle() const {
        keep_sound_run(home() / "from", 2);
        EXPECT_TRUE(export_run(home() / "from", run_id, bundle()).has_value());
        return file_bytes(bundle());
    }

    [[nodiscard]] std::string sound_journal() const {
        keep_sound_run(home() / "from", 2);
        return file_bytes(detail::journal_file(home() / "from", run_id));
    }

    // Neither checked as sound nor kept, whatever is asked for, and nothing is left of it.
    void expect_refused(const std::vector<Entry>& entries, const std::string& words) const {
        write_archive(bundle(), entries);
        const auto verified = verify_bundle(bundle());
        ASSERT_TRUE(verified.has_value()) << verified.error().text();
        EXPECT_EQ(check_of(verified.value(), "seal").state, State::ok);
        const auto archive = check_of(verified.value(), "archive");
        EXPECT_EQ(archive.state, State::failed);
        EXPECT_THAT(archive.found, HasSubstr(words));
        const auto imported = import_bundle(to(), bundle(), true);
        ASSERT_TRUE(imported.has_error());
        EXPECT_EQ(imported.error().code(), ErrorCode::config);
        EXPECT_TRUE(std::filesystem::is_empty(to() / "runs"));
    }
};

TEST_F(Hostile, AnyByteThatIsChangedIsTold) {
    const auto bytes = sound_bundle();
    for (std::size_t at = 0; at < bytes.size(); ++at) {
        auto changed = bytes;
        changed[at] = static_cast<char>(changed[at] ^ (1 << (at % 8)));
        write_bytes(bundle(), changed);
        const auto verified = verify_bundle(bundle());
        EXPECT_FALSE(verified.has_value() && verified->passed()) << at;
    }
}

TEST_F(Hostile, AnyByteThatIsMissingIsTold) {
    const auto bytes = sound_bundle();
    for (std::size_t size = 0; size < bytes.size(); ++size) {
        write_bytes(bundle(), bytes.substr(0, size));
        const auto verified = verify_bundle(bundle());
        EXPECT_FALSE(verified.has_value() && verified->passed()) << size;
    }
    write_bytes(bundle(), bytes + "x");
    EXPECT_FALSE(verify_bundle(bundle())->passed());
    write_bytes(bundle(), bytes.substr(0, bytes.size() / 2));
    EXPECT_TRUE(import_bundle(to(), bundle(), true).has_error());
    EXPECT_TRUE(std::filesystem::is_empty(to() / "runs"));
}

TEST_F(Hostile, WhatIsNoFileIsNotWaitedFor) {
    ASSERT_EQ(::mkfifo(bundle().c_str(), 0600), 0);
    for (const auto& place : {bundle(), home(), std::filesystem::path("/dev/zero")}) {
        const auto verified = verify_bundle(place);
        ASSERT_TRUE(verified.has_error()) << place;
        EXPECT_THAT(verified.error().text(), HasSubstr("is no file"));
        EXPECT_TRUE(import_bundle(to(), place, true).has_error());
    }
    EXPECT_EQ(verify_bundle(home() / "absent.hxrun").error().code(), ErrorCode::not_found);
}

TEST_F(Hostile, AnotherFileIsNoBundle) {
    for (const std::string& content : {std::string(), std::string("id,text\n1,a\n")}) {
        write_bytes(bundle(), content);
        EXPECT_THAT(verify_bundle(bundle()).error().text(), HasSubstr("is no bundle"));
    }
    expect_refused({{"README", "hello"}}, "where manifest.json should be, it holds 'README'");
    expect_refused({}, "manifest.json is not in it");
}

TEST_F(Hostile, NamesThatLeadElsewhereAreRefused) {
    const auto journal = sound_journal();
    for (const char* name :
         {"../journal.hxj", "/tmp/journal.hxj", "./journal.hxj", "media/../../x"})
        expect_refused({{"manifest.json", manifest_of(journal)}, {name, journal}},
                       "where journal.hxj should be");
}

TEST_F(Hostile, WhatIsNoPlainFileIsRefused) {
    const auto journal = sound_journal();
    const auto manifest = manifest_of(journal);
    using Kind = Entry::Kind;
    for (const auto& [kind, link] :
         {std::pair(Kind::symlink, "/etc/passwd"), std::pair(Kind::hardlink, "manifest.json"),
          std::pair(Kind::folder, ""), std::pair(Kind::pipe, "")})
        expect_refused({{"manifest.json", manifest}, {"journal.hxj", "", kind, link}},
                       "is no plain file");
}

TEST_F(Hostile, AMemberThatComesTwiceOrIsNotNamedIsRefused) {
    const auto journal = sound_journal();
    const auto manifest = manifest_of(journal);
    for (const char* name : {"journal.hxj", "samples.jsonl", "manifest.json", "x"})
        expect_refused({{"manifest.json", manifest}, {"journal.hxj", journal}, {name, journal}},
                       fmt::format("it holds {} too", name));
    expect_refused({{"manifest.json", manifest}}, "journal.hxj is not in it");
}

TEST_F(Hostile, AManifestThatLiesIsTold) {
    const auto journal = sound_journal();
    expect_refused({{"manifest.json", manifest_of(journal + "x")}, {"journal.hxj", journal}},
                   "the manifest says");
    expect_refused({{"manifest.json", "[]"}, {"journal.hxj", journal}}, "manifest.json");
    expect_refused({{"manifest.json", R"({"format":2,"id":"a"})"}}, "format 2");
    expect_refused({{"manifest.json", R"({"format":1,"id":"../../x","members":[]})"}}, "no run");
    expect_refused({{"manifest.json", std::string(2 << 20, ' ')}}, "too large");

    auto other = journal;
    other.back() = static_cast<char>(other.back() ^ 1);
    write_archive(bundle(), {{"manifest.json", manifest_of(other)}, {"journal.hxj", journal}});
    EXPECT_EQ(check_of(verify_bundle(bundle()).value(), "members").state, State::failed);

    auto manifest = manifest_of(journal);
    manifest.replace(manifest.find("-0001"), 5, "-0002");
    write_archive(bundle(), {{"manifest.json", manifest}, {"journal.hxj", journal}});
    const auto verified = verify_bundle(bundle());
    EXPECT_EQ(check_of(verified.value(), "manifest").state, State::failed);
    EXPECT_EQ(check_of(verified.value(), "identity").state, State::failed);
}

TEST_F(Hostile, SamplesThatAreNotThoseOfTheRunAreTold) {
    const auto journal = sound_journal();
    const std::string samples = "{\"prompt\":\"another\"}\n";
    write_archive(bundle(), {{"manifest.json", manifest_of(journal, samples)},
                             {"journal.hxj", journal},
                             {"samples.jsonl", samples}});
    const auto verified = verify_bundle(bundle());
    EXPECT_EQ(check_of(verified.value(), "samples").state, State::failed);
    EXPECT_EQ(check_of(verified.value(), "members").state, State::ok);
}

TEST_F(Hostile, ABombIsNotUnpacked) {
    const std::string zeros(std::size_t{192} << 20U, '\0');
    expect_refused({{"manifest.json", manifest_of(zeros)}, {"journal.hxj", zeros}},
                   "such a bundle may hold");
    // Announced as little.
    expect_refused({{"manifest.json", manifest_of("abc")}, {"journal.hxj", zeros}},
                   "the manifest says 3");
}

}  // namespace
}  // namespace hexameter
