#include "store_fixtures.hpp"

#include <sys/wait.h>
#include <unistd.h>

#include <fstream>
#include <sstream>

#include "store/codec.hpp"
#include "store/folders.hpp"
#include "store/journal.hpp"
#include "store/run_writer.hpp"

namespace hexameter::testing_store {
namespace {

using detail::FrameType;
using namespace std::string_literals;

Instant at(std::int64_t ns) {
    return Instant(Nanos(ns));
}

Distribution distribution(double shift) {
    Distribution d;
    d.n = 500;
    d.mean = 0.1 + shift;  // no finite binary fraction: exactness shows
    d.stddev = 1.0 / 3.0;
    d.min = 5e-324;
    d.max = 1.7976931348623157e308;
    d.median = -0.25;
    d.percentiles = {{900, 0.9}, {950, 0.95}, {999, 2.0 / 3.0}};
    d.percentile_intervals = {{900, {0.8, 1.0 / 1.1}}, {999, {0.6, 0.7}}};
    d.quantile_error = 1.0 / 2048;
    d.mean_interval = Interval{0.1, 0.2};
    d.median_interval = Interval{-0.5, 0};
    return d;
}

Timeline full_timeline() {
    Timeline t;
    t.intended = at(9'000'000'000'000'000'123);
    t.sent = t.intended + Nanos(-17);
    t.first_byte = t.intended + Nanos(1);
    t.end = t.intended + Nanos(987'654'321);
    t.streamed = true;
    t.dispatched = t.intended + Nanos(17);
    t.new_connection = true;
    t.plugin_time = Nanos(4242);
    t.text = "Gr\xC3\xBC\xC3\x9F\x65\0\xFF\xFEtail"s;
    TimelineEvent event;
    event.at = t.intended + Nanos(5);
    event.claimed = at(77);
    event.units = 18'446'744'073'709'551'615U;
    event.text_begin = 0;
    event.text_size = 6;
    event.choice = 4'294'967'295U;
    event.kind = EventKind::reasoning;
    event.source = TimingSource::kernel_rx;
    event.coalesced = true;
    t.events.push_back(event);
    event = {};
    event.at = t.intended + Nanos(4);  // a clock that went back is kept as it was seen
    event.text_begin = 6;
    event.text_size = static_cast<std::uint32_t>(t.text.size()) - 6;
    event.kind = EventKind::other;
    event.source = TimingSource::child_callback;
    event.piece = true;
    t.events.push_back(event);
    t.usage = {1, 2, 3, 4};
    t.tokenizer_tokens = 5;
    t.claim = {Nanos(1), Nanos(2), Nanos(3), Nanos(4), Nanos(5)};
    t.finish_reason = "length";
    t.usage_raw = R"({"total": 3})";
    t.claim_raw = R"({"d": "\n"})";
    t.attempts = {{std::nullopt, 0, "connection refused"}, {t.sent, 200, ""}};
    return t;
}

}  // namespace

TemporaryHome::TemporaryHome(const std::string& in) {
    std::string form = in + "hexameter-store-XXXXXX";
    home_ = ::mkdtemp(form.data());
}

TemporaryHome::~TemporaryHome() {
    std::error_code left;
    std::filesystem::remove_all(home_, left);
}

RunHeader full_header() {
    auto header = small_header("20261121-083012-7f3a");
    header.started_at = "2026-11-21T08:30:12.042Z";
    header.engine_version = "0.1.0";
    header.host_json = R"({"cpu":"Xeon \"W\"","cores":2,"load":[0.5,1]})";
    header.samples = 12;
    header.dataset_sha256 = std::string(64, 'd');
    header.dataset_file_sha256 = std::string(64, 'f');
    header.plugins = {{"ollama", "provider", "1.2.3", "libollama.so", std::string(64, 'a')}};
    header.rescored = {{"2026-11-22T08:30:12.042Z", "wer", "2.0.0", std::string(64, 'b'),
                        R"({"ignore_case":true})", "1.0.0", "0.2.0", R"({"filter":["strip"]})"}};
    header.metrics = {
        {"ttft", "ns", "first token", "a paper", "host", Direction::lower_is_better,
         Aggregate::none},
        {"wer", "1", "word errors", "NIST", "wer", Direction::higher_is_better, Aggregate::ratio}};
    return header;
}

IterationRecord full_iteration() {
    IterationRecord record;
    record.seq = 9'007'199'254'740'993;  // no double holds it
    record.model = "m\xC3\xB6\"del\n";
    record.sample = "s\0ample"s;
    record.iteration = 4'294'967'295U;
    record.repetition = 3;
    record.warmup = true;
    record.status = IterationStatus::failed;
    record.error = Error(ErrorCode::remote, "HTTP 500: \xFF\xC0 broken", "provider p");
    record.timeline = full_timeline();
    record.answer = "an\0swer \xE2\x82\xAC \x80"s;
    record.values = {{"itl", "", 0.1, 1}, {"itl", "", 0.2, 1},     {"pass", "k=5", 1, 3},
                     {"itl", "", 0.3, 1}, {"wer", "", 0.25, 12.5}, {"wer", "", 0.25, 13}};
    record.notes = {"usage says 24 tokens, 23 events came", ""};
    record.failed_metrics = {"ratio"};
    return record;
}

RunSummary full_summary() {
    RunSummary summary;
    summary.status = RunStatus::failed;
    auto& model = summary.models.emplace_back();
    model.model = "m";
    model.provider = "p";
    model.ok = 1;
    model.failed = 2;
    model.cancelled = 3;
    model.warmups = 4;
    model.failed_warmups = 3;
    model.failed_scores = 1;
    model.warmup_errors = {{"cold", 3}};
    model.notes = {{"only one token", 2}};
    model.findings = {"ttft: the first value is 3 times the median of the rest"};
    model.errors = {{"refused \xFF", 2}, {"stalled", 1}};
    model.throughput_tokens_per_s = 12.3;
    model.own_time = Nanos(111);
    model.metrics = {{"ttft", "", distribution(0), std::nullopt},
                     {"wer", "k=5", distribution(1), 0.7}};
    summary.parallel = ParallelFigures{Nanos(10), 1.9, 0.95, Nanos(1)};
    auto& instrument = summary.instrument;
    instrument.client_limited = Instrument::Limited::yes;
    instrument.client_limited_rule = "loop lag p99 9 ms > 5 ms";
    instrument.dispatch_lag_ns = distribution(2);
    instrument.loop_lag_ns = distribution(3);
    instrument.kernel_stamp_share = 0.99;
    instrument.coalesced_share = 0.01;
    instrument.client_cpu_share = 0.4;
    instrument.timing_sources = {{"kernel_rx", 99}, {"host_wire", 1}};
    instrument.events = 100;
    summary.duration = Nanos(123'456'789'012);
    return summary;
}

RunHeader small_header(const std::string& id) {
    RunHeader header;
    header.id = id;
    header.started_at = "2026-11-21T08:30:12Z";
    header.host_json = "{}";
    header.spec.name = "demo";
    header.spec.modality = "text";
    header.spec.dataset.inline_samples = {R"({"prompt":"Name three rivers."})"};
    auto& model = header.spec.models.emplace_back();
    model.provider = "p";
    model.model = "m";
    model.label = "m";
    return header;
}

IterationRecord small_iteration(std::uint64_t seq) {
    IterationRecord record;
    record.seq = seq;
    record.model = "m";
    record.sample = "s" + std::to_string(seq);
    record.iteration = static_cast<std::uint32_t>(seq);
    auto& timeline = record.timeline;
    timeline.intended = at(1'000'000'000);
    timeline.sent = timeline.intended + Nanos(1000);
    timeline.text = "abc";
    for (std::uint32_t i = 0; i < 3; ++i) {
        auto& event = timeline.events.emplace_back();
        event.at = timeline.intended + Nanos(50'000'000 + 10'000'000 * i);
        event.text_begin = i;
        event.text_size = 1;
    }
    record.answer = "answer " + std::to_string(seq);
    record.values = {{"ttft", "", 5e7, 1}};
    return record;
}

RunSummary summary_of(std::uint64_t iterations) {
    RunSummary summary;
    auto& model = summary.models.emplace_back();
    model.model = "m";
    model.ok = iterations;
    return summary;
}

void keep_run(const std::filesystem::path& home, const RunHeader& header,
              std::uint64_t iterations) {
    auto writer = detail::RunWriter::create(home, header);
    ASSERT_TRUE(writer.has_value()) << writer.error().text();
    for (std::uint64_t seq = 1; seq <= iterations; ++seq)
        ASSERT_TRUE(writer.value()->iteration(small_iteration(seq)).has_value());
    const auto done = writer.value()->finish(summary_of(iterations));
    ASSERT_TRUE(done.has_value()) << done.error().text();
}

void write_journal(const std::filesystem::path& home, const RunHeader& header,
                   std::uint64_t iterations, bool with_summary) {
    std::filesystem::create_directories(home / "runs");
    auto journal = detail::JournalWriter::create(detail::journal_file(home, header.id));
    ASSERT_TRUE(journal.has_value()) << journal.error().text();
    auto& to = journal.value();
    ASSERT_TRUE(to.append(FrameType::header, detail::encode_header(header)).has_value());
    for (std::uint64_t seq = 1; seq <= iterations; ++seq) {
        const auto bytes = detail::encode_iteration(small_iteration(seq));
        ASSERT_TRUE(to.append(FrameType::iteration, bytes).has_value());
    }
    if (with_summary) {
        const auto bytes = detail::encode_summary(summary_of(iterations));
        ASSERT_TRUE(to.append(FrameType::summary, bytes).has_value());
    }
}

std::string file_bytes(const std::filesystem::path& file) {
    std::ifstream in(file, std::ios::binary);
    std::ostringstream bytes;
    bytes << in.rdbuf();
    return bytes.str();
}

void write_bytes(const std::filesystem::path& file, const std::string& bytes) {
    std::ofstream(file, std::ios::binary | std::ios::trunc) << bytes;
}

namespace {

void permit(const std::filesystem::path& file, std::filesystem::perms folder_permissions,
            std::filesystem::perms file_permissions) {
    std::filesystem::permissions(
        file, std::filesystem::is_directory(file) ? folder_permissions : file_permissions);
}

}  // namespace

void take_write_permission(const std::filesystem::path& folder) {
    using enum std::filesystem::perms;
    const auto readable = owner_read | group_read | others_read;
    const auto open = readable | owner_exec | group_exec | others_exec;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(folder))
        permit(entry.path(), open, readable);
    permit(folder, open, readable);
}

void give_write_permission(const std::filesystem::path& folder) {
    using enum std::filesystem::perms;
    permit(folder, owner_all, owner_read | owner_write);
    for (const auto& entry : std::filesystem::recursive_directory_iterator(folder))
        permit(entry.path(), owner_all, owner_read | owner_write);
}

bool become_nobody() {
    constexpr uid_t nobody = 65534;
    return ::geteuid() != 0 || ::setresuid(nobody, nobody, nobody) == 0;
}

pid_t in_child(const std::function<int()>& work) {
    const pid_t child = ::fork();
    if (child == 0) ::_exit(work());
    return child;
}

int wait_for(pid_t child) {
    int status = 0;
    while (::waitpid(child, &status, 0) < 0 && errno == EINTR) {
    }
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

}  // namespace hexameter::testing_store
