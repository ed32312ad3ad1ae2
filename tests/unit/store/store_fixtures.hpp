// Records, homes and child processes that the tests of the store share.
#pragma once

#include <gtest/gtest.h>
#include <sys/types.h>

#include <filesystem>
#include <functional>
#include <string>

#include "hexameter/record.hpp"

namespace hexameter::testing_store {

// A folder that is gone with the test.
class TemporaryHome : public ::testing::Test {
  protected:
    explicit TemporaryHome(const std::string& in = ::testing::TempDir());
    ~TemporaryHome() override;

    [[nodiscard]] const std::filesystem::path& home() const { return home_; }

  private:
    std::filesystem::path home_;
};

// Every field differs from its default.
[[nodiscard]] RunHeader full_header();
[[nodiscard]] IterationRecord full_iteration();
[[nodiscard]] RunSummary full_summary();

// A header with one model "m" of provider "p", modality "text".
[[nodiscard]] RunHeader small_header(const std::string& id);
// A successful iteration of model "m" with three events.
[[nodiscard]] IterationRecord small_iteration(std::uint64_t seq);

// A summary that counts so many of those.
[[nodiscard]] RunSummary summary_of(std::uint64_t iterations);

// A finished run with that many iterations, kept and taken in.
void keep_run(const std::filesystem::path& home, const RunHeader& header, std::uint64_t iterations);
// The same, but nothing but the journal: as a crash before the index leaves it, or with no summary.
void write_journal(const std::filesystem::path& home, const RunHeader& header,
                   std::uint64_t iterations, bool with_summary);

[[nodiscard]] std::string file_bytes(const std::filesystem::path& file);
void write_bytes(const std::filesystem::path& file, const std::string& bytes);

// Takes from everybody the right to change a folder and what is in it, and gives it back to the
// owner. What root may do is not limited so: a child that should feel it becomes nobody first.
void take_write_permission(const std::filesystem::path& folder);
void give_write_permission(const std::filesystem::path& folder);
[[nodiscard]] bool become_nobody();

// Runs `work` in a child that exits with what it gives; no test macro in there.
[[nodiscard]] pid_t in_child(const std::function<int()>& work);
// Its exit code; 128 + the signal that ended it.
[[nodiscard]] int wait_for(pid_t child);

}  // namespace hexameter::testing_store
