// A record whose key and values could be read is a row of the run for good: what else of it cannot
// be read is missing, and a note says so.
#include "store/journal_iterations.hpp"

#include <sys/stat.h>

#include <stdexcept>
#include <utility>

#include "store/codec.hpp"
#include "store/journal_reader.hpp"
#include "store/journal_run.hpp"

namespace hexameter::detail {
namespace {

class FrameByFrame final : public Iterations::Reader {
  public:
    FrameByFrame(JournalReader reader, std::string id, IterationPart part)
        : reader_(std::move(reader)), own_(std::move(id)), part_(part) {}

    const IterationRecord* next() override {
        for (;;) {
            const auto frame = reader_.next();
            if (frame.has_error()) throw std::runtime_error(frame.error().text());
            if (!frame.value()) return nullptr;
            if (take(*frame.value())) return &record_;
        }
    }

  private:
    bool take(const Frame& frame) {
        if (frame.type == FrameType::header) {
            if (const auto header = header_in(frame, told_before_))
                static_cast<void>(own_.takes_header(*header));
            return false;
        }
        if (frame.type != FrameType::iteration || own_.elsewhere()) return false;
        auto record = decode_iteration(frame.payload, part_);
        if (!record) record = as_far_as_readable(frame, record.error());
        if (!record || !own_.takes_iteration(record->seq)) return false;
        record_ = std::move(record.value());
        return true;
    }

    static Result<IterationRecord> as_far_as_readable(const Frame& frame, const Error& fault) {
        auto record = decode_iteration(frame.payload, IterationPart::head);
        if (!record) record = decode_iteration(frame.payload, IterationPart::values);
        if (record) record->notes.push_back("not all of this record can be read: " + fault.text());
        return record;
    }

    JournalReader reader_;
    OwnRecords own_;
    IterationPart part_;
    IterationRecord record_;
    std::vector<std::string> told_before_;  // damage, which whoever counted them has told of
};

}  // namespace

JournalIterations::JournalIterations(UniqueFd fd, std::filesystem::path file, std::string id,
                                     std::uint64_t bytes, std::size_t count)
    : fd_(std::move(fd)),
      file_(std::move(file)),
      id_(std::move(id)),
      bytes_(bytes),
      count_(count) {}

std::unique_ptr<Iterations::Reader> JournalIterations::read(IterationPart part) const {
    auto reader = JournalReader::again(fd_.get(), file_, bytes_);
    if (!reader) throw std::runtime_error(reader.error().text());
    return std::make_unique<FrameByFrame>(std::move(reader.value()), id_, part);
}

bool JournalIterations::stands() const {
    struct stat status {};

    const auto there = stands_at(fd_.get(), file_);
    return there && there.value() && ::fstat(fd_.get(), &status) == 0 &&
           state_of(status).bytes == bytes_;
}

}  // namespace hexameter::detail
