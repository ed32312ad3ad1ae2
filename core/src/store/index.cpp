// Invariants
// 1. Nothing is written before the file is known to be ours and of a format that we know.
// 2. Creating, migrating and moving aside happen under <home>/history.lock.
// 3. Its tables are those of `schema`, to the letter.
// 4. run.journal_offset is the end of the last frame that the rows stand for; rows and offset
//    change in one transaction. run.journal_size and run.journal_ns are the file's size and the
//    time of its last change at that time.
#include "store/index.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <optional>
#include <system_error>
#include <utility>

#include "store/folders.hpp"
#include "store/migrate.hpp"
#include "store/posix_file.hpp"
#include "store/run_id.hpp"

namespace hexameter::detail {
namespace {

constexpr std::int64_t application_id = 0x48584a31;  // "HXJ1"

// The present format, as sqlite_schema gives it back.
constexpr std::array schema{
    R"sql(CREATE TABLE run(
  key INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  started_at TEXT NOT NULL,
  name TEXT NOT NULL,
  modality TEXT NOT NULL,
  status TEXT NOT NULL
    CHECK (status IN ('running', 'complete', 'cancelled', 'failed', 'interrupted')),
  planned INTEGER NOT NULL,
  ok INTEGER NOT NULL DEFAULT 0,
  failed INTEGER NOT NULL DEFAULT 0,
  cancelled INTEGER NOT NULL DEFAULT 0,
  journal_offset INTEGER NOT NULL DEFAULT 0,
  journal_size INTEGER NOT NULL DEFAULT 0,
  journal_ns INTEGER NOT NULL DEFAULT 0
) STRICT)sql",
    R"sql(CREATE TABLE run_model(
  run_key INTEGER NOT NULL REFERENCES run ON DELETE CASCADE,
  position INTEGER NOT NULL,
  label TEXT NOT NULL,
  provider TEXT NOT NULL,
  PRIMARY KEY (run_key, position)
) STRICT, WITHOUT ROWID)sql",
    R"sql(CREATE TABLE run_tag(
  run_key INTEGER NOT NULL REFERENCES run ON DELETE CASCADE,
  position INTEGER NOT NULL,
  tag TEXT NOT NULL,
  PRIMARY KEY (run_key, position)
) STRICT, WITHOUT ROWID)sql",
    "CREATE INDEX run_tag_by_tag ON run_tag(tag, run_key)",
};

constexpr std::int64_t newest_format = 3;

// Every row can be made anew from the journals: whatever an older format held is dropped.
std::string format_3() {
    return fmt::format(
        "PRAGMA application_id = {}; DROP TABLE IF EXISTS iteration; DROP TABLE IF EXISTS run_tag; "
        "DROP TABLE IF EXISTS run_model; DROP TABLE IF EXISTS run; {};",
        application_id, fmt::join(schema, ";"));
}

struct OpenedIndex {
    std::optional<Database> database;
    Status status;
    bool replaceable = false;  // damaged or foreign: not to be kept in use
};

Result<UniqueFd> lock_home(const std::filesystem::path& home) {
    if (auto made = make_private_folder(home); made.has_error()) return made.error();
    const auto file = lock_file(home);
    UniqueFd fd(::open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, S_IRUSR | S_IWUSR));
    if (!fd.valid()) return file_error("cannot open the history", errno, file);
    if (auto locked = lock_exclusively(fd.get(), file); locked.has_error()) return locked.error();
    return fd;
}

Status check_pages(Database& database) {
    auto statement = database.prepare("PRAGMA quick_check(1)");
    if (statement.has_error()) return statement.error();
    if (auto row = statement.value().step(); row.has_error()) return row.error();
    const auto answer = statement.value().text(0);
    if (answer == "ok") return {};
    return Error(ErrorCode::io, answer, database.file().string());
}

// Ours, or empty.
Result<bool> is_ours(Database& database) {
    const auto id = database.number("PRAGMA application_id");
    if (id.has_error()) return id.error();
    const auto format = database.number("PRAGMA user_version");
    if (format.has_error()) return format.error();
    if (id.value() == application_id) return format.value() >= 0;
    const auto objects = database.number("SELECT count(*) FROM sqlite_schema");
    if (objects.has_error()) return objects.error();
    return id.value() == 0 && objects.value() == 0;
}

// Tables that are gone or were changed by others.
Status check_schema(Database& database) {
    for (const char* object : schema) {
        const auto found = database.number("SELECT count(*) FROM sqlite_schema WHERE sql = ?1",
                                           std::string(object));
        if (found.has_error()) return found.error();
        if (found.value() != 1)
            return Error(ErrorCode::io, "a table is missing or not ours", database.file().string());
    }
    return {};
}

Status set_up(Database& database) {
    const auto newest = format_3();
    const std::array steps{"", "", newest.c_str()};
    if (auto done = migrate(database, steps); done.has_error()) return done;
    return database.execute(
        "PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA foreign_keys = ON;");
}

OpenedIndex try_open(const std::filesystem::path& home, IndexCheck check) {
    OpenedIndex opened;
    auto database = Database::open(index_file(home));
    if (database.has_error()) {
        opened.status = database.error();
        return opened;
    }
    opened.database.emplace(std::move(database.value()));
    auto& it = *opened.database;
    if (const auto ours = is_ours(it); ours.has_error()) {
        opened.status = ours.error();
    } else if (!ours.value()) {
        opened.status = Error(ErrorCode::io, "not a history database", it.file().string());
        opened.replaceable = true;
    } else {
        if (check == IndexCheck::whole) opened.status = check_pages(it);
        opened.replaceable = opened.status.has_error();
        if (opened.status.has_value()) opened.status = set_up(it);
        if (opened.status.has_value()) {
            opened.status = check_schema(it);
            opened.replaceable = opened.status.has_error();
        }
    }
    opened.replaceable = opened.replaceable || it.damaged();
    return opened;
}

Status move_aside(const std::filesystem::path& home, const Error& reason,
                  std::vector<std::string>& warnings) {
    const auto file = index_file(home);
    const auto mark = ".damaged-" + make_run_id();
    for (const char* part : {"", "-wal", "-shm"}) {
        auto from = file;
        from += part;
        auto to = file;
        to += mark + part;
        std::error_code failed;
        std::filesystem::rename(from, to, failed);
        if (failed && failed != std::errc::no_such_file_or_directory)
            return file_error("cannot move the damaged database aside", failed.value(), from);
    }
    warnings.push_back(
        fmt::format("{}: could not be used ({}); it was moved to {}{} and made anew from the "
                    "journals of the runs",
                    file.string(), reason.message(), file.filename().string(), mark));
    return {};
}

}  // namespace

Result<Database> open_index(const std::filesystem::path& home) {
    const auto lock = lock_home(home);
    if (lock.has_error()) return lock.error();
    auto opened = try_open(home, IndexCheck::quick);
    if (opened.status.has_error()) return opened.status.error();
    return *std::move(opened.database);
}

Result<Database> open_index_or_replace(const std::filesystem::path& home, IndexCheck check,
                                       std::vector<std::string>& warnings) {
    const auto lock = lock_home(home);
    if (lock.has_error()) return lock.error();
    std::error_code absent;
    const bool emptied = std::filesystem::file_size(index_file(home), absent) == 0;
    auto opened = try_open(home, check);
    if (emptied && opened.status.has_value())
        warnings.push_back(
            fmt::format("{}: it was empty, and was made anew from the journals of the runs",
                        index_file(home).string()));
    if (opened.status.has_error() && opened.replaceable) {
        opened.database.reset();
        auto moved = move_aside(home, opened.status.error(), warnings);
        if (moved.has_error()) return moved.error();
        opened = try_open(home, IndexCheck::quick);
    }
    if (opened.status.has_error()) return opened.status.error();
    return *std::move(opened.database);
}

Status check_index(const std::filesystem::path& home) {
    std::error_code absent;
    const auto file = index_file(home);
    if (!std::filesystem::exists(std::filesystem::symlink_status(file, absent))) return {};
    auto database = Database::open(file);
    if (database.has_error()) return database.error();
    const auto ours = is_ours(database.value());
    if (ours.has_error()) return ours.error();
    if (!ours.value()) return Error(ErrorCode::io, "not a history database", file.string());
    if (auto sound = check_pages(database.value()); sound.has_error()) return sound;
    const auto format = database.value().number("PRAGMA user_version");
    if (format.has_error()) return format.error();
    return format.value() == newest_format ? check_schema(database.value()) : Status();
}

bool is_read_only(const std::filesystem::path& home) {
    for (const char* name : {"", "history.lock", "history.db", "history.db-wal", "history.db-shm"})
        if (::access((home / name).c_str(), R_OK | W_OK) != 0 && errno != ENOENT) return true;
    return false;
}

bool is_unused(const std::filesystem::path& home) {
    const auto is_absent = [](const std::filesystem::path& file) {
        return ::access(file.c_str(), F_OK) != 0 && errno == ENOENT;
    };
    return is_absent(home / "runs") && is_absent(index_file(home));
}

Result<Database> index_in_memory() {
    auto database = Database::in_memory();
    if (database.has_error()) return database;
    if (auto made = set_up(database.value()); made.has_error()) return made.error();
    return database;
}

}  // namespace hexameter::detail
