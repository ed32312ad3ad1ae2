// What a run measured: a record for each iteration, and all of them in order.
#pragma once

#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <iterator>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "hexameter/error.hpp"
#include "hexameter/metric.hpp"
#include "hexameter/timeline.hpp"

namespace hexameter {

enum class IterationStatus { ok, failed, cancelled };

[[nodiscard]] std::string_view to_string(IterationStatus status);

// One request for one sample to one model. A failed one is a row too, with what was measured.
struct IterationRecord {
    std::uint64_t seq = 0;         // in the run, in order of completion, from 1
    std::string model;             // ModelSpec::label
    std::string sample;            // sample id
    std::uint32_t iteration = 0;   // from 1, per model; warm-ups count apart
    std::uint32_t repetition = 0;  // of its sample, from 1; warm-ups count apart; 0: not recorded
    bool warmup = false;
    IterationStatus status = IterationStatus::ok;
    Error error;             // when not ok
    std::uint32_t part = 0;  // how often the run had been resumed: moments of two parts are of no
                             // common clock
    Timeline timeline;
    std::string answer;  // content of the lowest choice that came
    MetricValues values;
    std::vector<std::string> notes;  // "usage says 24 tokens, 23 events came"
    // Plugins that gave an error for the answer, or a value that is none; the notes say which.
    std::vector<std::string> failed_metrics;
};

// How much of each record is wanted: less is read faster.
enum class IterationPart {
    values,  // seq, model, sample, iteration, repetition, warmup, status and values
    head,    // all but events, text and answer
    whole
};

// The iterations of a run in order of completion. A run may hold millions, so they are not in
// memory but read from where the run lies each time they are gone through:
//
//   for (const auto& iteration : run.iterations)                                 // whole records
//   for (const auto& iteration : run.iterations.with(IterationPart::values))
//
// Each record lives until the next one is asked for. Cheap to copy: copies share what is kept.
// Threads: several may read at once. Throws std::runtime_error when the place where they lie cannot
// be read any more, which names it.
class Iterations {
  public:
    class Reader {
      public:
        virtual ~Reader() = default;
        // The next record, valid until the next call; null at the end.
        virtual const IterationRecord* next() = 0;
    };

    // Where records are kept. They never change.
    class Source {
      public:
        virtual ~Source() = default;
        [[nodiscard]] virtual std::unique_ptr<Reader> read(IterationPart part) const = 0;
        [[nodiscard]] virtual std::size_t size() const = 0;
        // Whether these are what lies at their place now: nothing came behind them, nothing took
        // it.
        [[nodiscard]] virtual bool stands() const = 0;
    };

    class Iterator;
    class View;

    Iterations() = default;

    explicit Iterations(std::shared_ptr<const Source> kept) : kept_(std::move(kept)) {}

    Iterations(std::vector<IterationRecord> in_memory);  // NOLINT(google-explicit-constructor)

    Iterations(std::initializer_list<IterationRecord> in_memory)
        : Iterations(std::vector<IterationRecord>(in_memory)) {}

    // Into memory, behind the others.
    void push_back(IterationRecord record);

    [[nodiscard]] std::size_t size() const;

    [[nodiscard]] bool empty() const { return size() == 0; }

    // Whether they all lie at one place, and are still all that lies there.
    [[nodiscard]] bool stand() const { return kept_ && !memory_ && kept_->stands(); }

    [[nodiscard]] View with(IterationPart part) const;
    [[nodiscard]] Iterator begin() const;

    [[nodiscard]] static std::default_sentinel_t end() { return {}; }

    // A copy of each, in memory.
    [[nodiscard]] std::vector<IterationRecord> all() const;

  private:
    std::shared_ptr<const Source> kept_;                    // null: none
    std::shared_ptr<std::vector<IterationRecord>> memory_;  // behind those; null: none
};

// Goes through them once.
class Iterations::Iterator {
  public:
    using iterator_concept = std::input_iterator_tag;
    using iterator_category = std::input_iterator_tag;
    using value_type = IterationRecord;
    using difference_type = std::ptrdiff_t;
    using pointer = const IterationRecord*;
    using reference = const IterationRecord&;

    const IterationRecord& operator*() const { return *record_; }

    const IterationRecord* operator->() const { return record_; }

    Iterator& operator++();

    void operator++(int) { ++*this; }

    bool operator==(std::default_sentinel_t) const { return record_ == nullptr; }

  private:
    friend class Iterations;
    Iterator(const Iterations& iterations, IterationPart part);

    std::shared_ptr<Reader> kept_;
    std::shared_ptr<const std::vector<IterationRecord>> memory_;
    std::size_t place_ = 0;  // in memory_, of the next one
    const IterationRecord* record_ = nullptr;
};

// The iterations with a part of each.
class Iterations::View {
  public:
    [[nodiscard]] Iterator begin() const { return {iterations_, part_}; }

    [[nodiscard]] static std::default_sentinel_t end() { return {}; }

  private:
    friend class Iterations;

    View(Iterations iterations, IterationPart part)
        : iterations_(std::move(iterations)), part_(part) {}

    Iterations iterations_;
    IterationPart part_;
};

}  // namespace hexameter
