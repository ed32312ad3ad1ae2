// The iterations of a run, read from its journal.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>

#include "hexameter/iterations.hpp"
#include "store/posix_file.hpp"

namespace hexameter::detail {

class JournalIterations final : public Iterations::Source {
  public:
    // `fd`: the journal, open for reading; it is read whatever becomes of its name. `id`: of the
    // run in whose folder it lies. Of its first `bytes` bytes, `count` iterations are known to be
    // the run's (OwnRecords); `file` is for messages.
    JournalIterations(UniqueFd fd, std::filesystem::path file, std::string id, std::uint64_t bytes,
                      std::size_t count);

    [[nodiscard]] std::unique_ptr<Iterations::Reader> read(IterationPart part) const override;

    [[nodiscard]] std::size_t size() const override { return count_; }

    [[nodiscard]] bool stands() const override;

  private:
    UniqueFd fd_;
    std::filesystem::path file_;
    std::string id_;
    std::uint64_t bytes_;
    std::size_t count_;
};

}  // namespace hexameter::detail
