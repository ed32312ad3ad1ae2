// Invariants
// 1. The journals are the truth; the index only finds them. Whatever finds the index damaged has it
//    made anew and asks once more.
// 2. A home that cannot be written, and an index that cannot be opened, are read all the same: the
//    index is then made in memory, for this History alone. So it is where nothing was kept yet,
//    which reading must not turn into a home.
// 3. A run said to be running was seen to be: the lock of its journal is asked again at each list.
#include "hexameter/history.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <system_error>
#include <utility>

#include "store/folders.hpp"
#include "store/index.hpp"
#include "store/journal_reader.hpp"
#include "store/journal_run.hpp"
#include "store/run_id.hpp"
#include "store/run_query.hpp"
#include "store/take_in.hpp"

namespace hexameter {
namespace {

using detail::IndexCheck;

bool is_live(const std::filesystem::path& journal) {
    const auto reader = detail::JournalReader::open(journal, 0);
    return reader.has_value() && reader.value().live();
}

}  // namespace

struct History::Impl {
    std::filesystem::path home;
    std::optional<detail::Database> index;
    std::vector<std::string> warnings;

    Status take_in() { return detail::take_in_all(*index, home, warnings); }

    Status open(IndexCheck check) {
        index.reset();
        auto opened = detail::is_read_only(home) || detail::is_unused(home)
                          ? detail::index_in_memory()
                          : detail::open_index_or_replace(home, check, warnings);
        if (opened.has_error() && opened.error().code() != ErrorCode::unsupported) {
            warnings.push_back(
                fmt::format("{}; the runs are read from their journals", opened.error().text()));
            opened = detail::index_in_memory();
        }
        if (opened.has_error()) return opened.error();
        index.emplace(std::move(opened.value()));
        return {};
    }

    // Runs `ask`; when that finds the index damaged, on a new one again.
    template <class Ask>
    auto on_index(Ask ask) -> decltype(ask()) {
        auto answer = ask();
        if (!answer.has_error() || !index->damaged()) return answer;
        if (auto opened = open(IndexCheck::whole); opened.has_error()) return opened.error();
        if (auto taken = take_in(); taken.has_error()) return taken.error();
        return ask();
    }

    // Lists, and first takes in those runs of the page whose writers have gone.
    Result<std::vector<RunLine>> list(const RunFilter& filter) {
        auto lines = detail::list_runs(*index, filter);
        if (lines.has_error()) return lines;
        bool changed = false;
        for (const auto& line : lines.value()) {
            if (line.status != RunStatus::running || is_live(detail::journal_file(home, line.id)))
                continue;
            if (auto taken = detail::take_in_run(*index, home, line.id, warnings);
                taken.has_error())
                return taken.error();
            changed = true;
        }
        return changed ? detail::list_runs(*index, filter) : std::move(lines);
    }

    // A run on the disk that began after the opening is found by its whole id.
    Result<std::string> resolve(const std::string& id) {
        std::error_code absent;
        if (detail::is_run_id(id) && id != "latest" &&
            std::filesystem::exists(detail::journal_file(home, id), absent))
            return id;
        auto found = detail::resolve_run(*index, id);
        if (found.has_error() && found.error().code() == ErrorCode::not_found)
            return found.error().at(home.string());
        return found;
    }
};

History::History(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}

History::~History() = default;

Result<std::unique_ptr<History>> History::open(const std::filesystem::path& home) {
    auto impl = std::make_unique<Impl>();
    impl->home = home;
    if (auto opened = impl->open(IndexCheck::quick); opened.has_error()) return opened.error();
    detail::sweep_removed(home);
    auto& it = *impl;
    if (auto taken = it.on_index([&it] { return it.take_in(); }); taken.has_error())
        return taken.error();
    return std::unique_ptr<History>(new History(std::move(impl)));
}

const std::vector<std::string>& History::warnings() const {
    return impl_->warnings;
}

Result<std::vector<RunLine>> History::list(const RunFilter& filter) const {
    return impl_->on_index([&] { return impl_->list(filter); });
}

Result<std::string> History::resolve(const std::string& id) const {
    return impl_->on_index([&] { return impl_->resolve(id); });
}

Result<RunRecord> History::read(const std::string& id) const {
    const auto whole = resolve(id);
    if (whole.has_error()) return whole.error();
    auto run = detail::read_run(detail::journal_file(impl_->home, whole.value()), whole.value());
    if (run.has_error()) return run.error().at("run " + whole.value());
    return run;
}

Status History::remove(const std::string& id) {
    std::error_code absent;
    if (!detail::is_run_id(id) ||
        !std::filesystem::exists(detail::run_folder(impl_->home, id), absent))
        return Error(ErrorCode::not_found, fmt::format("there is no run '{}'", id));
    if (is_live(detail::journal_file(impl_->home, id)))
        return Error(ErrorCode::config,
                     fmt::format("run {} is still going on; stop it before deleting it", id));
    if (auto removed = detail::remove_run_folder(impl_->home, id); removed.has_error())
        return removed;
    // The journal is gone: taking it in drops the rows.
    return impl_->on_index(
        [&] { return detail::take_in_run(*impl_->index, impl_->home, id, impl_->warnings); });
}

Result<std::vector<std::string>> History::older_than_days(double days) const {
    return impl_->on_index([&] { return detail::runs_older_than(*impl_->index, days); });
}

}  // namespace hexameter
