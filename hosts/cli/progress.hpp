// Progress of a run on standard error: a bar per model on a terminal, a line now and then
// elsewhere. Behind them how many answers are left to be scored, where that takes its time.
#pragma once

#include <chrono>
#include <cstdint>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "hexameter/observer.hpp"

namespace hexameter::cli {

// "scoring: N answers left", when it is to be told: at once on a terminal, elsewhere when half of
// what was told last is left. Thread: one at a time.
class ScoringLeft {
  public:
    explicit ScoringLeft(bool terminal) : terminal_(terminal) {}

    // "" for nothing to tell.
    [[nodiscard]] std::string line(std::uint64_t left);

  private:
    bool terminal_;
    std::uint64_t told_ = UINT64_MAX;
};

// Tells of a scoring without a run around it, once it has taken a second, and then each second.
class ScoringProgress {
  public:
    explicit ScoringProgress(bool terminal) : terminal_(terminal), words_(terminal) {}

    ~ScoringProgress();
    ScoringProgress(const ScoringProgress&) = delete;
    ScoringProgress& operator=(const ScoringProgress&) = delete;

    void tell(std::uint64_t left);

  private:
    const bool terminal_;
    ScoringLeft words_;
    std::chrono::steady_clock::time_point told_at_ = std::chrono::steady_clock::now();
    bool drawn_ = false;
};

class Progress : public Observer {
  public:
    // `terminal`: redraws in place; else plain lines.
    Progress(bool terminal, bool color) : terminal_(terminal), color_(color), scoring_(terminal) {}

    void on_event(const RunEvent& event) override;

    // A line for people, above the bars. Thread: any.
    void note(std::string_view line);

    // Draws the last state. Afterwards bars are left alone.
    void close();

  private:
    struct Model {
        std::string name;
        std::string shown;  // without what a terminal would obey
        std::uint32_t done = 0;
        std::uint32_t total = 0;
        std::uint32_t warmups = 0;
        std::uint32_t warmup_total = 0;
        std::uint32_t failed = 0;
        std::uint32_t failed_warmups = 0;
        std::uint32_t lines = 0;  // quarters told, off a terminal
        double last_ttft_ns = 0;
        double last_rate = 0;  // tokens/s of the last answer
        std::chrono::steady_clock::time_point began;
    };

    Model& model(const std::string& name);
    void complete(Model& model, const RunEvent& event);
    void draw();  // this and the next three with mutex_ held
    void note_above(std::string_view line);
    void tell(Model& model);
    [[nodiscard]] std::string line(const Model& model) const;

    const bool terminal_;
    const bool color_;
    std::mutex mutex_;  // guards what follows: notes come from another thread
    std::vector<Model> models_;
    ScoringLeft scoring_;
    std::string scoring_line_;  // drawn below the bars; "" while requests are made
    std::size_t drawn_ = 0;     // lines on the terminal now
    std::chrono::steady_clock::time_point drawn_at_;
};

}  // namespace hexameter::cli
