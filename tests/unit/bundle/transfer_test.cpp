// Runs on their way from one home to another.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/resource.h>

#include <csignal>

#include "hexameter/history.hpp"
#include "store/codec.hpp"
#include "store/folders.hpp"
#include "store/run_writer.hpp"
#include "unit/bundle/sound_run.hpp"
#include "unit/store/store_fixtures.hpp"

namespace hexameter {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;
using testing_bundle::keep_sound_run;
using testing_bundle::run_id;
using testing_bundle::sound_header;
using testing_store::file_bytes;
using testing_store::write_bytes;

class Transfer : public testing_store::TemporaryHome {
  protected:
    [[nodiscard]] std::filesystem::path from() const { return home() / "from"; }

    [[nodiscard]] std::filesystem::path to() const { return home() / "to"; }

    [[nodiscard]] std::filesystem::path bundle() const { return home() / "r.hxrun"; }

    void export_five() const {
        keep_sound_run(from(), 5);
        const auto exported = export_run(from(), run_id, bundle());
        ASSERT_TRUE(exported.has_value()) << exported.error().text();
        EXPECT_THAT(exported->notes, IsEmpty());
        EXPECT_EQ(exported->bytes, std::filesystem::file_size(bundle()));
    }

    // Spoils the journal, not its frames: a check fails, unpacking does not.
    void export_unsound() const {
        keep_sound_run(from(), 3, sound_header(),
                       [](IterationRecord& record) { record.timeline.events[0].at += Nanos(1); });
        ASSERT_TRUE(export_run(from(), run_id, bundle()).has_value());
    }

    // What lies beside the runs of the home.
    [[nodiscard]] static std::vector<std::string> names_in(const std::filesystem::path& folder) {
        std::vector<std::string> names;
        std::error_code absent;
        for (const auto& entry : std::filesystem::directory_iterator(folder, absent))
            names.push_back(entry.path().filename().string());
        return names;
    }
};

TEST_F(Transfer, KeepsTheRunToTheByte) {
    export_five();
    const auto imported = import_bundle(to(), bundle(), false);
    ASSERT_TRUE(imported.has_value()) << imported.error().text();
    EXPECT_EQ(imported->id, run_id);
    EXPECT_FALSE(imported->was_there);
    EXPECT_EQ(file_bytes(detail::journal_file(to(), run_id)),
              file_bytes(detail::journal_file(from(), run_id)));
    EXPECT_THAT(names_in(to() / "runs"), ElementsAre(run_id));
    const auto history = History::open(to());
    const auto lines = history.value()->list({});
    ASSERT_THAT(lines.value(), SizeIs(1));
    EXPECT_EQ(lines.value()[0].ok, 5U);
    EXPECT_THAT(history.value()->read(run_id)->iterations, SizeIs(5));
    EXPECT_TRUE(verify_run(to(), run_id)->passed());
}

TEST_F(Transfer, OfTheSameRunTwiceGivesTheSameBytes) {
    export_five();
    const auto first = file_bytes(bundle());
    ASSERT_TRUE(export_run(from(), run_id, bundle()).has_value());
    EXPECT_EQ(file_bytes(bundle()), first);
    ASSERT_TRUE(import_bundle(to(), bundle(), false).has_value());
    ASSERT_TRUE(export_run(to(), run_id, bundle()).has_value());  // with the imported samples
    EXPECT_EQ(file_bytes(bundle()), first);
}

TEST_F(Transfer, SaysThatTheRunIsThereAlready) {
    export_five();
    for (const bool there : {false, true, true}) {
        const auto imported = import_bundle(to(), bundle(), false);
        ASSERT_TRUE(imported.has_value()) << imported.error().text();
        EXPECT_EQ(imported->was_there, there);
    }
    EXPECT_TRUE(import_bundle(from(), bundle(), false)->was_there);
    EXPECT_THAT(names_in(to() / "runs"), ElementsAre(run_id));
}

TEST_F(Transfer, IsRefusedWhereOtherContentHasTheId) {
    export_five();
    keep_sound_run(to(), 4);
    const auto before = file_bytes(detail::journal_file(to(), run_id));
    const auto refused = import_bundle(to(), bundle(), true);
    ASSERT_TRUE(refused.has_error());
    EXPECT_EQ(refused.error().code(), ErrorCode::config);
    EXPECT_THAT(refused.error().text(), HasSubstr("other content"));
    EXPECT_EQ(file_bytes(detail::journal_file(to(), run_id)), before);
    EXPECT_THAT(names_in(to() / "runs"), ElementsAre(run_id));
}

TEST_F(Transfer, RefusesAnUnsoundBundleUnlessAskedTo) {
    export_unsound();
    const auto refused = import_bundle(to(), bundle(), false);
    ASSERT_TRUE(refused.has_error());
    EXPECT_EQ(refused.error().code(), ErrorCode::config);
    EXPECT_THAT(refused.error().text(), AllOf(HasSubstr("--unverified"), HasSubstr("\ntiming: ")));
    EXPECT_THAT(names_in(to() / "runs"), IsEmpty());
    const auto imported = import_bundle(to(), bundle(), true);
    ASSERT_TRUE(imported.has_value()) << imported.error().text();
    EXPECT_FALSE(imported->verification.passed());
    EXPECT_THAT(names_in(to() / "runs"), ElementsAre(run_id));
}

// Nobody could say what was measured, nor go on with it.
TEST_F(Transfer, RefusesARunWithoutItsHeaderThoughAskedTo) {
    keep_sound_run(from(), 3);
    const auto journal = detail::journal_file(from(), run_id);
    auto bytes = file_bytes(journal);
    bytes[20] ^= 1;
    write_bytes(journal, bytes);
    ASSERT_TRUE(export_run(from(), run_id, bundle()).has_value());
    const auto refused = import_bundle(to(), bundle(), true);
    ASSERT_TRUE(refused.has_error());
    EXPECT_EQ(refused.error().code(), ErrorCode::config);
    EXPECT_THAT(refused.error().text(), AllOf(HasSubstr("r.hxrun"), HasSubstr("header"),
                                              HasSubstr("exported anew"), HasSubstr("journal: ")));
    EXPECT_THAT(names_in(to() / "runs"), IsEmpty());
}

TEST_F(Transfer, LeavesOutWhatAKilledWriterHalfWrote) {
    { const auto writer = detail::RunWriter::create(from(), sound_header()); }
    const auto journal = detail::journal_file(from(), run_id);
    const auto whole = file_bytes(journal);
    write_bytes(journal, whole + "HXJ1 half");
    const auto exported = export_run(from(), run_id, bundle());
    ASSERT_TRUE(exported.has_value()) << exported.error().text();
    EXPECT_THAT(exported->notes, ElementsAre(HasSubstr("hold no whole record")));
    ASSERT_TRUE(import_bundle(to(), bundle(), false).has_value());
    EXPECT_EQ(file_bytes(detail::journal_file(to(), run_id)), whole);
    EXPECT_TRUE(import_bundle(from(), bundle(), false)->was_there);
}

TEST_F(Transfer, LeavesNothingWhereTheDiskIsFull) {
    keep_sound_run(from(), 200);
    write_bytes(bundle(), "what was there before");
    // The limit on the size of files stands for the disk: the same write fails.
    const auto child = testing_store::in_child([&] {
        std::signal(SIGXFSZ, SIG_IGN);
        const rlimit limit{4096, 4096};
        if (::setrlimit(RLIMIT_FSIZE, &limit) != 0) return 1;
        const auto exported = export_run(from(), run_id, bundle());
        return exported.has_error() && exported.error().code() == ErrorCode::io ? 0 : 2;
    });
    EXPECT_EQ(testing_store::wait_for(child), 0);
    EXPECT_EQ(file_bytes(bundle()), "what was there before");
    EXPECT_THAT(names_in(home()), ::testing::UnorderedElementsAre("from", "r.hxrun"));

    ASSERT_TRUE(export_run(from(), run_id, bundle()).has_value());
    const auto importer = testing_store::in_child([&] {
        std::signal(SIGXFSZ, SIG_IGN);
        const rlimit limit{4096, 4096};
        if (::setrlimit(RLIMIT_FSIZE, &limit) != 0) return 1;
        const auto imported = import_bundle(to(), bundle(), false);
        return imported.has_error() && imported.error().code() == ErrorCode::io ? 0 : 2;
    });
    EXPECT_EQ(testing_store::wait_for(importer), 0);
    EXPECT_THAT(names_in(to() / "runs"), IsEmpty());
}

TEST_F(Transfer, IntoAHomeThatCannotBeWrittenChangesNothing) {
    export_five();
    keep_sound_run(to(), 1, [] {
        auto header = sound_header();
        header.id = "20261121-083012-0002";
        return header;
    }());
    testing_store::take_write_permission(to());
    std::filesystem::permissions(home(), std::filesystem::perms::all);
    const auto child = testing_store::in_child([&] {
        if (!testing_store::become_nobody()) return 1;
        const auto refused = import_bundle(to(), bundle(), false);
        if (refused.has_value()) return 2;
        if (refused.error().text().find("make it writable") == std::string::npos) return 3;
        // The kept run can still be checked.
        return verify_run(to(), "20261121-083012-0002").has_value() ? 0 : 4;
    });
    EXPECT_EQ(testing_store::wait_for(child), 0);
    testing_store::give_write_permission(to());
    EXPECT_THAT(names_in(to() / "runs"), ElementsAre("20261121-083012-0002"));
}

TEST_F(Transfer, BySeveralProcessesAtOnceKeepsTheRunOnce) {
    export_five();
    std::vector<pid_t> children;
    for (int i = 0; i < 4; ++i)
        children.push_back(testing_store::in_child([this] {
            // The one that comes second to the rename is told so, and finds the run there.
            const auto imported = import_bundle(to(), bundle(), false);
            return imported || import_bundle(to(), bundle(), false) ? 0 : 1;
        }));
    for (const auto child : children) EXPECT_EQ(testing_store::wait_for(child), 0);
    EXPECT_THAT(names_in(to() / "runs"), ElementsAre(run_id));
}

TEST_F(Transfer, GoesToNothingButAFile) {
    keep_sound_run(from(), 1);
    for (const auto& place : {home(), std::filesystem::path("/dev/null"), home() / "no" / "x"}) {
        const auto exported = export_run(from(), run_id, place);
        EXPECT_TRUE(exported.has_error()) << place;
    }
}

}  // namespace
}  // namespace hexameter
