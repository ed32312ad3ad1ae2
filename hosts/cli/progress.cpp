#include "progress.hpp"

#include <fmt/core.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>

#include "output.hpp"

namespace hexameter::cli {
namespace {

using std::chrono::steady_clock;

constexpr auto redraw_period = std::chrono::milliseconds(100);
constexpr auto scoring_period = std::chrono::seconds(1);
constexpr int bar_width = 20;

std::string bar(std::uint32_t done, std::uint32_t total) {
    const int full =
        total == 0 ? 0 : static_cast<int>(static_cast<double>(bar_width) * done / total);
    std::string out;
    for (int i = 0; i < bar_width; ++i) out += i < full ? "#" : ".";
    return out;
}

std::string seconds_text(double seconds) {
    if (seconds < 60) return fmt::format("{:.0f} s", seconds);
    const auto whole = static_cast<long>(seconds);
    if (whole < 3600) return fmt::format("{} min {:02} s", whole / 60, whole % 60);
    return fmt::format("{} h {:02} min", whole / 3600, whole / 60 % 60);
}

std::size_t terminal_lines() {
    winsize size{};
    if (ioctl(STDERR_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_row > 1) return size.ws_row;
    return 24;
}

double value_of(const IterationRecord& record, std::string_view metric) {
    for (const auto& value : record.values)
        if (value.metric == metric) return value.value;
    return 0;
}

// Our own text, escapes and all.
void draw_out(const std::string& text) {
    static_cast<void>(std::fwrite(text.data(), 1, text.size(), stderr));
}

}  // namespace

std::string ScoringLeft::line(std::uint64_t left) {
    if (!terminal_ && left > told_ / 2) return {};
    told_ = left;
    return fmt::format("scoring: {} answer{} left", left, left == 1 ? "" : "s");
}

void ScoringProgress::tell(std::uint64_t left) {
    if (steady_clock::now() - told_at_ < scoring_period) return;
    told_at_ = steady_clock::now();
    const auto line = words_.line(left);
    if (line.empty()) return;
    if (!terminal_) return say(line);
    draw_out("\r\x1b[K" + line);
    drawn_ = true;
}

ScoringProgress::~ScoringProgress() {
    if (drawn_) draw_out("\r\x1b[K");
}

void Progress::note(std::string_view line) {
    const std::lock_guard lock(mutex_);
    note_above(line);
}

void Progress::close() {
    const std::lock_guard lock(mutex_);
    scoring_line_.clear();
    if (drawn_ > 0) draw();
    drawn_ = 0;
}

void Progress::note_above(std::string_view line) {
    if (drawn_ == 0) return say(line);
    draw_out(fmt::format("\x1b[{}A\x1b[J", drawn_));
    say(line);
    drawn_ = 0;
    draw();
}

Progress::Model& Progress::model(const std::string& name) {
    const auto found = std::find_if(models_.begin(), models_.end(),
                                    [&](const Model& m) { return m.name == name; });
    if (found != models_.end()) return *found;
    models_.emplace_back().name = name;
    models_.back().shown = without_controls(name);
    models_.back().began = steady_clock::now();
    return models_.back();
}

void Progress::on_event(const RunEvent& event) {
    const std::lock_guard lock(mutex_);
    switch (event.type) {
        case RunEventType::model_start:
            model(event.model);
            break;
        case RunEventType::warmup:
            model(event.model).warmup_total = event.total;
            break;
        case RunEventType::iteration_start:
            if (!event.warmup) model(event.model).total = event.total;
            break;
        case RunEventType::iteration_complete:
            complete(model(event.model), event);
            break;
        case RunEventType::scoring:
            scoring_line_ = scoring_.line(event.current);
            if (!terminal_ && !scoring_line_.empty()) say(scoring_line_);
            break;
        case RunEventType::error:
            note_above("error: " + event.text);
            break;
        default:
            break;
    }
    if (terminal_ && steady_clock::now() - drawn_at_ >= redraw_period) draw();
}

void Progress::complete(Model& m, const RunEvent& event) {
    const auto& record = *event.iteration;
    const bool failed = record.status == IterationStatus::failed;
    if (record.warmup) {
        ++m.warmups;
        if (failed) ++m.failed_warmups;
        if (m.warmups == m.warmup_total) m.began = steady_clock::now();
        return;
    }
    ++m.done;
    if (failed) ++m.failed;
    if (record.status == IterationStatus::ok) {
        m.last_ttft_ns = value_of(record, "ttft");
        m.last_rate = value_of(record, "tps_e2e");
    }
    if (!terminal_) tell(m);
}

std::string Progress::line(const Model& m) const {
    std::string text =
        fmt::format("{:<20} [{}] {}/{}", m.shown, bar(m.done, m.total), m.done, m.total);
    if (m.done == 0 && m.warmup_total > 0)
        text += fmt::format("  warm-up {}/{}", m.warmups, m.warmup_total);
    if (m.last_ttft_ns > 0) text += fmt::format("  last: ttft {:.1f} ms", m.last_ttft_ns / 1e6);
    if (m.last_rate > 0) text += fmt::format("  {:.1f} tokens/s", m.last_rate);
    std::string failed = m.failed > 0 ? fmt::format("  {} failed", m.failed) : "";
    if (m.failed_warmups > 0) failed += fmt::format("  {} failed in warm-up", m.failed_warmups);
    if (!failed.empty()) text += color_ ? "\x1b[31m" + failed + "\x1b[0m" : failed;
    if (m.done > 0 && m.done < m.total) {
        const std::chrono::duration<double> spent = steady_clock::now() - m.began;
        text += "  ETA " + seconds_text(spent.count() / m.done * (m.total - m.done));
    }
    return text;
}

void Progress::draw() {
    // Lines that were wrapped or scrolled off could not be drawn over: they end at the margin, and
    // no more models are shown than the screen has lines for.
    const std::size_t below = scoring_line_.empty() ? 0 : 1;
    const std::size_t shown = std::min(models_.size(), terminal_lines() - 1 - below);
    std::string out = "\x1b[?7l";
    if (drawn_ > 0) out += fmt::format("\x1b[{}A", drawn_);
    for (auto m = models_.end() - static_cast<long>(shown); m != models_.end(); ++m)
        out += "\r\x1b[K" + line(*m) + "\n";
    if (below > 0) out += "\r\x1b[K" + scoring_line_ + "\n";
    if (drawn_ > shown + below) out += "\x1b[J";
    out += "\x1b[?7h";
    draw_out(out);
    drawn_ = shown + below;
    drawn_at_ = steady_clock::now();
}

void Progress::tell(Model& m) {
    const auto quarter = m.total == 0 ? 0 : m.done * 4 / m.total;
    if (quarter <= m.lines) return;
    m.lines = quarter;
    draw_out(line(m) + "\n");
}

}  // namespace hexameter::cli
