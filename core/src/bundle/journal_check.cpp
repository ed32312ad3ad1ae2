// Invariants
// 1. A check says ok only of what was read and compared: where nothing could be, it is not
//    checkable.
// 2. Records that History would not show (those of another run, those that come twice) are damage
//    of the journal and take no part in the other checks.
#include "bundle/journal_check.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <bit>
#include <cstdint>
#include <map>
#include <set>
#include <utility>

#include "bundle/json_difference.hpp"
#include "spec/token_prices.hpp"
#include "stats/summary.hpp"
#include "store/codec.hpp"
#include "store/journal_run.hpp"
#include "timeline/definitions.hpp"

namespace hexameter::detail {
namespace {

using State = Check::State;

const MetricDefinition* defined(const std::vector<MetricDefinition>& definitions,
                                std::string_view id) {
    const auto found = std::find_if(definitions.begin(), definitions.end(),
                                    [&](const MetricDefinition& one) { return one.id == id; });
    return found == definitions.end() ? nullptr : &*found;
}

// Whether the run's engine measured the times by the definitions of this one.
bool same_definitions(const RunHeader& header) {
    return std::all_of(header.metrics.begin(), header.metrics.end(), [](const auto& stored) {
        if (stored.origin != MetricDefinition().origin || stored.id == cost_metric) return true;
        const auto* ours = defined(timing_definitions(), stored.id);
        return ours != nullptr && ours->unit == stored.unit && ours->help == stored.help;
    });
}

bool same_bits(double a, double b) {
    return std::bit_cast<std::uint64_t>(a) == std::bit_cast<std::uint64_t>(b);
}

bool same_value(const MetricValue& a, const MetricValue& b) {
    return a.metric == b.metric && a.label == b.label && same_bits(a.value, b.value) &&
           same_bits(a.weight, b.weight);
}

// Compares the stored times of iterations with those that their events give.
class TimingCheck {
  public:
    void add(const IterationRecord& record) {
        ++iterations_;
        const auto made = timing_values(record.timeline);
        auto stored = record.values.begin();
        const auto skip_others = [&] {
            while (stored != record.values.end() &&
                   defined(timing_definitions(), (*stored).metric) == nullptr)
                ++stored;
        };
        for (const auto& value : made) {
            skip_others();
            if (stored == record.values.end())
                return differs(record, fmt::format("{} is missing", value.metric));
            if (!same_value(*stored, value))
                return differs(record,
                               fmt::format("{} {} is stored, {} {} comes out", (*stored).metric,
                                           (*stored).value, value.metric, value.value));
            ++stored;
        }
        skip_others();
        if (stored != record.values.end())
            differs(record, fmt::format("{} does not come out", (*stored).metric));
    }

    void unreadable(const Frame& frame, const Error& error) {
        if (fault_.empty())
            fault_ = fmt::format("the record at offset {} cannot be read whole: {}", frame.offset,
                                 error.text());
        ++wrong_;
    }

    [[nodiscard]] Check check(const std::optional<RunHeader>& header) const {
        if (header && !same_definitions(*header))
            return {"timing", State::not_checkable,
                    fmt::format("engine {} defined its times otherwise", header->engine_version)};
        if (wrong_ > 0)
            return {"timing", State::failed,
                    fmt::format("of {} iterations {} do not agree with their events, first: {}",
                                iterations_, wrong_, fault_)};
        if (iterations_ == 0) return {"timing", State::not_checkable, "there is no iteration"};
        return {"timing", State::ok,
                fmt::format("the times of {} iterations come out of their events to the bit",
                            iterations_)};
    }

  private:
    void differs(const IterationRecord& record, const std::string& what) {
        if (fault_.empty()) fault_ = fmt::format("number {}: {}", record.seq, what);
        ++wrong_;
    }

    std::uint64_t iterations_ = 0;
    std::uint64_t wrong_ = 0;
    std::string fault_;  // the first one
};

// Whether the numbers of the iterations follow on each other; where some are lost, whether the run
// went on and measured them again.
class OrderCheck {
  public:
    void add(const IterationRecord& record) {
        ++iterations_;
        if (!record.warmup && record.status != IterationStatus::cancelled)
            measured_[record.model].insert(record.iteration);
        const auto seq = record.seq;
        if (seq == 0) {
            ++without_;
            return;
        }
        if (seq > last_ + 1) {
            if (missing_ == 0) first_ = last_ + 1;
            missing_ += seq - last_ - 1;
        }
        last_ = std::max(last_, seq);
    }

    [[nodiscard]] Check check(const std::optional<RunHeader>& header) const {
        if (missing_ == 0 && without_ > 0)
            return {"iterations", State::not_checkable, "they have no numbers"};
        if (missing_ == 0)
            return {"iterations", State::ok, fmt::format("{}, numbered one by one", iterations_)};
        const auto words = fmt::format("{} are there, {} are missing, the first is number {}",
                                       iterations_, missing_, first_);
        if (header && has_all_of(*header))
            return {"iterations", State::ok, words + "; all that was planned was measured"};
        return {"iterations", State::failed, words + "; a run that goes on measures them"};
    }

  private:
    [[nodiscard]] bool has_all_of(const RunHeader& header) const {
        std::uint64_t measured = 0;
        for (const auto& [model, iterations] : measured_) measured += iterations.size();
        return header.planned_iterations() > 0 && measured == header.planned_iterations();
    }

    std::uint64_t iterations_ = 0;
    std::uint64_t without_ = 0;
    std::uint64_t last_ = 0;
    std::uint64_t missing_ = 0;
    std::uint64_t first_ = 0;
    std::map<std::string, std::set<std::uint32_t>> measured_;
};

// Everything that one reading gathers.
class Reading {
  public:
    explicit Reading(const std::string& id) : id_(id), own_(id) {}

    void take(const Frame& frame) {
        if (frame.type == FrameType::header)
            take_header(frame);
        else if (own_.elsewhere())
            return;
        else if (frame.type == FrameType::resumed)
            take_resumed(frame);
        else if (frame.type == FrameType::summary)
            take_summary(frame);
        else
            take_iteration(frame);
    }

    [[nodiscard]] JournalChecked finish(const JournalReader& reader) {
        for (const auto& left_out : {reader.damage(), own_.damage()})
            damage_.insert(damage_.end(), left_out.begin(), left_out.end());
        JournalChecked checked;
        checked.checks = {journal(reader), identity(), order_.check(header_),
                          timing_.check(header_), summary()};
        checked.header = std::move(header_);
        return checked;
    }

  private:
    void take_header(const Frame& frame) {
        auto header = header_in(frame, damage_);
        if (!header || !own_.takes_header(*header)) return;
        header_ = std::move(header);
        summariser_.emplace(*header_);
    }

    void take_resumed(const Frame& frame) {
        stored_.reset();
        if (const auto resumed = decode_resumed(frame.payload); !resumed)
            damage_.push_back(resumed.error().text());
    }

    void take_summary(const Frame& frame) {
        if (auto summary = summary_in(frame, damage_)) {
            stored_ = std::move(summary);
            stored_json_ = frame.payload;
        }
    }

    void take_iteration(const Frame& frame) {
        auto record = decode_iteration(frame.payload);
        if (!record) {
            timing_.unreadable(frame, record.error());
            record = decode_iteration(frame.payload, IterationPart::head);
            if (!record) record = decode_iteration(frame.payload, IterationPart::values);
            if (!record) {
                damage_.push_back(fmt::format("the iteration at offset {} cannot be read: {}",
                                              frame.offset, record.error().text()));
                return;
            }
            if (!own_.takes_iteration(record->seq)) return;
        } else {
            if (!own_.takes_iteration(record->seq)) return;
            timing_.add(record.value());
        }
        order_.add(record.value());
        if (summariser_) summariser_->add(record.value());
    }

    [[nodiscard]] Check journal(const JournalReader& reader) const {
        if (damage_.empty())
            return {"journal", State::ok,
                    fmt::format("{} bytes, all in whole records", reader.end())};
        constexpr std::size_t told = 5;
        std::string words;
        for (std::size_t i = 0; i < std::min(told, damage_.size()); ++i)
            words += (i > 0 ? "; " : "") + damage_[i];
        if (damage_.size() > told) words += fmt::format("; and {} more", damage_.size() - told);
        return {"journal", State::failed, words};
    }

    [[nodiscard]] Check identity() const {
        if (!header_) return {"identity", State::failed, "the header of the run is lost"};
        if (header_->id == id_) return {"identity", State::ok, "run " + id_};
        return {"identity", State::failed,
                fmt::format("the journal is that of run {}, not of {}", header_->id, id_)};
    }

    [[nodiscard]] Check summary() {
        if (!stored_) return {"summary", State::not_checkable, "the run has no end"};
        if (!summariser_) return {"summary", State::not_checkable, "the header of the run is lost"};
        auto made = summariser_->finish();
        made.status = stored_->status;
        made.stopped_for = stored_->stopped_for;
        made.instrument = stored_->instrument;
        made.duration = stored_->duration;
        const auto difference = first_difference(stored_json_, encode_summary(made));
        if (difference.empty())
            return {"summary", State::ok, "its figures come out of the iterations"};
        return {"summary", State::failed, difference};
    }

    std::string id_;
    OwnRecords own_;
    std::optional<RunHeader> header_;
    std::optional<Summariser> summariser_;  // of header_
    std::optional<RunSummary> stored_;
    std::string stored_json_;
    std::vector<std::string> damage_;
    TimingCheck timing_;
    OrderCheck order_;
};

}  // namespace

Result<JournalChecked> check_journal(JournalReader& reader, const std::string& id) {
    Reading reading(id);
    for (;;) {
        const auto frame = reader.next();
        if (!frame) return frame.error();
        if (!frame.value()) return reading.finish(reader);
        reading.take(*frame.value());
    }
}

}  // namespace hexameter::detail
