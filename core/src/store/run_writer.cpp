// Invariants
// 1. A call that succeeded is in the kernel's hands; finish() also on the disk, with the names that
//    lead to it from the home.
// 2. The index is never needed to keep a run: what it could not take now, the next opening takes.
#include "store/run_writer.hpp"

#include <fmt/format.h>

#include <utility>

#include "hexameter/engine.hpp"
#include "store/codec.hpp"
#include "store/folders.hpp"
#include "store/index.hpp"
#include "store/journal.hpp"
#include "store/journal_iterations.hpp"
#include "store/posix_file.hpp"
#include "store/run_id.hpp"
#include "store/take_in.hpp"

namespace hexameter::detail {
namespace {

// A run that is gone when nobody looks at it any more.
class JournalOnly : public RunWriter {
  public:
    JournalOnly(std::string id, JournalWriter journal, std::size_t iterations = 0)
        : id_(std::move(id)), journal_(std::move(journal)), iterations_(iterations) {}

    Status iteration(const IterationRecord& record) override {
        auto kept = journal_.append(FrameType::iteration, encode_iteration(record));
        if (kept) ++iterations_;
        return kept;
    }

    Result<Iterations> kept() const override {
        auto again = journal_.reopen();
        if (!again) return again.error();
        return Iterations(std::make_shared<JournalIterations>(
            std::move(again.value()), journal_.file(), id_, journal_.end(), iterations_));
    }

    Status finish(const RunSummary& /*summary*/) override { return {}; }

  protected:
    [[nodiscard]] JournalWriter& journal() { return journal_; }

    [[nodiscard]] const std::string& id() const { return id_; }

  private:
    std::string id_;
    JournalWriter journal_;
    std::size_t iterations_;
};

class HomeWriter final : public JournalOnly {
  public:
    HomeWriter(std::filesystem::path home, std::string id, JournalWriter journal,
               std::size_t iterations = 0)
        : JournalOnly(std::move(id), std::move(journal), iterations), home_(std::move(home)) {}

    Status finish(const RunSummary& summary) override {
        auto kept = journal().append(FrameType::summary, encode_summary(summary));
        if (kept.has_value()) kept = journal().sync();
        if (kept.has_value()) kept = journal().check_place();
        const auto folder = journal().file().parent_path();
        for (const auto& place : {folder, folder.parent_path(), home_})
            if (kept.has_value()) kept = sync_folder(place);
        if (kept.has_error()) return kept;
        // What is wrong with the index is found, mended and told by whoever opens the history next.
        if (auto index = open_index(home_); index.has_value()) {
            std::vector<std::string> damage;
            static_cast<void>(take_in_run(index.value(), home_, id(), damage));
        }
        return {};
    }

  private:
    std::filesystem::path home_;
};

}  // namespace

Result<std::unique_ptr<RunWriter>> RunWriter::create(const std::filesystem::path& home,
                                                     const RunHeader& header) {
    if (home.empty()) {
        auto journal = JournalWriter::create_unnamed();
        if (journal.has_error()) return journal.error();
        return std::unique_ptr<RunWriter>(
            std::make_unique<JournalOnly>(header.id, std::move(journal.value())));
    }
    if (!is_run_id(header.id))
        return Error(ErrorCode::internal, fmt::format("'{}' is no id of a run", header.id));
    for (const auto& folder : {home, run_folder(home, header.id).parent_path()})
        if (auto made = make_private_folder(folder); made.has_error()) return made.error();
    auto journal = JournalWriter::create(journal_file(home, header.id));
    if (journal.has_error()) return journal.error();
    auto kept = journal.value().append(FrameType::header, encode_header(header));
    if (kept.has_error()) {
        // A run without a header never began.
        static_cast<void>(remove_run_folder(home, header.id));
        return kept.error();
    }
    return std::unique_ptr<RunWriter>(
        std::make_unique<HomeWriter>(home, header.id, std::move(journal.value())));
}

Result<std::unique_ptr<RunWriter>> RunWriter::resume(const std::filesystem::path& home,
                                                     const RunHeader& header,
                                                     std::size_t iterations) {
    auto journal = JournalWriter::resume(journal_file(home, header.id));
    if (journal.has_error()) return journal.error();
    auto kept = journal.value().append(FrameType::resumed, encode_resumed(header.resumed.back()));
    if (kept.has_error()) return kept.error();
    return std::unique_ptr<RunWriter>(
        std::make_unique<HomeWriter>(home, header.id, std::move(journal.value()), iterations));
}

}  // namespace hexameter::detail
