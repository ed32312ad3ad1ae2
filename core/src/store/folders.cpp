#include "store/folders.hpp"

#include <string_view>
#include <system_error>

#include "base/environment.hpp"
#include "hexameter/history.hpp"
#include "store/posix_file.hpp"
#include "store/run_id.hpp"

namespace hexameter {
namespace {

std::filesystem::path runs_folder(const std::filesystem::path& home) {
    return home / "runs";
}

// Where a file that is opened by this name lies: links are followed, also one to what is not there.
std::filesystem::path target_of(const std::filesystem::path& file) {
    constexpr int most_links = 40;  // as the kernel's own limit
    std::error_code ignored;
    auto target = std::filesystem::absolute(file, ignored);
    for (int i = 0; i < most_links && std::filesystem::is_symlink(target, ignored); ++i)
        target = target.parent_path() / std::filesystem::read_symlink(target, ignored);
    return target;
}

// Whether a file of that folder, however deep, has this name too.
bool is_linked_below(const std::filesystem::path& folder, const std::filesystem::path& file) {
    std::error_code failed;
    const auto names = std::filesystem::hard_link_count(file, failed);
    if (failed || names < 2 || !std::filesystem::is_regular_file(file, failed)) return false;
    std::error_code ignored;
    std::filesystem::recursive_directory_iterator it(
        folder, std::filesystem::directory_options::skip_permission_denied, failed);
    for (; !failed && it != std::filesystem::end(it); it.increment(failed))
        if (std::filesystem::equivalent(it->path(), file, ignored)) return true;
    return false;
}

}  // namespace

Result<std::filesystem::path> default_home() {
    if (const std::filesystem::path home = detail::environment("HEXAMETER_HOME"); !home.empty()) {
        std::error_code failed;
        auto whole = std::filesystem::absolute(home, failed);
        if (failed) return detail::file_error("HEXAMETER_HOME", failed.value(), home);
        return whole;
    }
    // The XDG base directory specification ignores relative paths.
    if (const std::filesystem::path data = detail::environment("XDG_DATA_HOME"); data.is_absolute())
        return data / "hexameter";
    if (const std::filesystem::path user = detail::environment("HOME"); user.is_absolute())
        return user / ".local" / "share" / "hexameter";
    return Error(ErrorCode::config,
                 "there is no folder to keep runs in: neither HEXAMETER_HOME nor HOME is set; set "
                 "HEXAMETER_HOME to one, or name it with --home FOLDER");
}

std::filesystem::path run_folder(const std::filesystem::path& home, const std::string& id) {
    return runs_folder(home) / id;
}

std::filesystem::path journal_file(const std::filesystem::path& home, const std::string& id) {
    return run_folder(home, id) / detail::journal_name;
}

bool is_of_history(const std::filesystem::path& file, const std::filesystem::path& home) {
    if (file.empty() || home.empty()) return false;
    std::error_code ignored;
    const auto target = target_of(file);
    const auto folder = std::filesystem::weakly_canonical(target.parent_path(), ignored);
    for (auto above = folder; above.has_relative_path(); above = above.parent_path())
        if (std::filesystem::equivalent(above, runs_folder(home), ignored)) return true;
    if (is_linked_below(runs_folder(home), target)) return true;
    const auto name = target.filename().string();
    const auto index = detail::index_file(home);
    return std::filesystem::equivalent(target, index, ignored) ||
           // Those beside it too: -wal, .damaged-...
           ((name.starts_with(index.filename().string()) ||
             name == detail::lock_file(home).filename()) &&
            std::filesystem::equivalent(folder, home, ignored));
}

namespace detail {
namespace {

constexpr std::string_view removed_mark = ".removed-";

}  // namespace

std::filesystem::path index_file(const std::filesystem::path& home) {
    return home / "history.db";
}

std::filesystem::path lock_file(const std::filesystem::path& home) {
    return home / "history.lock";
}

Result<std::vector<RunOnDisk>> runs_on_disk(const std::filesystem::path& home) {
    std::vector<RunOnDisk> runs;
    std::error_code failed;
    std::filesystem::directory_iterator entry(runs_folder(home), failed);
    for (; !failed && entry != std::filesystem::directory_iterator(); entry.increment(failed)) {
        auto id = entry->path().filename().string();
        if (!is_run_id(id)) continue;
        const auto journal = entry->path() / journal_name;

        struct stat status {};

        if (::stat(journal.c_str(), &status) != 0) continue;
        auto& run = runs.emplace_back(RunOnDisk{std::move(id), std::nullopt});
        if (S_ISREG(status.st_mode)) run.journal = state_of(status);
    }
    if (failed && failed != std::errc::no_such_file_or_directory)
        return file_error("cannot list the runs", failed.value(), runs_folder(home));
    return runs;
}

Status remove_run_folder(const std::filesystem::path& home, const std::string& id) {
    const auto folder = run_folder(home, id);
    const auto removed = runs_folder(home) / (std::string(removed_mark) + id);
    std::error_code failed;
    std::filesystem::rename(folder, removed, failed);
    if (failed && failed != std::errc::no_such_file_or_directory)
        return file_error("cannot remove the run", failed.value(), folder);
    std::filesystem::remove_all(removed, failed);
    if (failed) return file_error("cannot remove the files of the run", failed.value(), removed);
    return {};
}

void sweep_removed(const std::filesystem::path& home) {
    const auto found = marked_folders(home);
    if (!found) return;
    std::error_code failed;
    // What cannot be removed stays for the next sweep: it hides nothing and takes only space.
    for (const auto& folder : found.value())
        if (folder.filename().string().starts_with(removed_mark))
            std::filesystem::remove_all(folder, failed);
}

Result<std::vector<std::filesystem::path>> marked_folders(const std::filesystem::path& home) {
    std::vector<std::filesystem::path> found;
    std::error_code failed;
    std::filesystem::directory_iterator entry(runs_folder(home), failed);
    for (; !failed && entry != std::filesystem::directory_iterator(); entry.increment(failed)) {
        const auto name = entry->path().filename().string();
        if (name.starts_with(removed_mark) || name.starts_with(arriving_mark))
            found.push_back(entry->path());
    }
    if (failed && failed != std::errc::no_such_file_or_directory)
        return file_error("cannot list the runs", failed.value(), runs_folder(home));
    return found;
}

}  // namespace detail
}  // namespace hexameter
