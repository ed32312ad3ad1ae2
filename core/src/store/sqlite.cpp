#include "store/sqlite.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sqlite3.h>
#include <sys/stat.h>

#include <cerrno>
#include <system_error>
#include <utility>

#include "store/posix_file.hpp"

namespace hexameter::detail {
namespace {

constexpr int busy_timeout_ms = 20'000;

// A table is not as it should be. Any other statement that SQLite refuses is a fault of ours, for
// which nobody's database is to be moved aside. SQLite has no code of its own for these.
bool lacks_what_is_asked_for(std::string_view message) {
    return message.starts_with("no such table:") || message.starts_with("no such column:") ||
           message.find(" has no column named ") != std::string_view::npos;
}

Error database_error(DatabaseState& state, int status) {
    const int kind = status & 0xff;
    if (kind == SQLITE_CORRUPT || kind == SQLITE_NOTADB ||
        (kind == SQLITE_ERROR && lacks_what_is_asked_for(sqlite3_errmsg(state.handle))))
        state.damaged = true;
    std::string message = fmt::format("database: {}", sqlite3_errmsg(state.handle));
    if (kind == SQLITE_BUSY || kind == SQLITE_LOCKED)
        message += fmt::format("; another process held it for more than {} s, try again",
                               busy_timeout_ms / 1000);
    if (kind == SQLITE_READONLY || kind == SQLITE_CANTOPEN || kind == SQLITE_PERM)
        message += "; make the folder writable, or set HEXAMETER_HOME to one that is";
    const int number = kind == SQLITE_IOERR ? sqlite3_system_errno(state.handle) : 0;
    if (number != 0) message += fmt::format(" ({})", std::generic_category().message(number));
    if (kind == SQLITE_FULL || number == ENOSPC || number == EDQUOT)
        message += "; free some space, or set HEXAMETER_HOME to another disk";
    return {ErrorCode::io, std::move(message), state.file.string()};
}

// SQLite would create it for all to read. A file that is there is not opened: closing it again
// would take away the locks that other connections of this process hold on it (POSIX advisory
// locks).
Status create_for_owner(const std::filesystem::path& file) {
    const UniqueFd created(
        ::open(file.c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, S_IRUSR | S_IWUSR));
    if (!created.valid() && errno != EEXIST)
        return file_error("cannot create the database", errno, file);
    return {};
}

}  // namespace

Statement::Statement(sqlite3_stmt* statement, DatabaseState* state)
    : statement_(statement), state_(state) {}

Statement::Statement(Statement&& other) noexcept
    : statement_(std::exchange(other.statement_, nullptr)),
      state_(other.state_),
      bind_status_(other.bind_status_) {}

Statement::~Statement() {
    sqlite3_finalize(statement_);
}

void Statement::reset() {
    sqlite3_reset(statement_);
    bind_status_ = SQLITE_OK;
}

void Statement::note(int status) {
    if (bind_status_ == SQLITE_OK) bind_status_ = status;
}

void Statement::bind(int index, std::int64_t value) {
    note(sqlite3_bind_int64(statement_, index, value));
}

void Statement::bind(int index, double value) {
    note(sqlite3_bind_double(statement_, index, value));
}

void Statement::bind(int index, std::string_view value) {
    // A null pointer would bind NULL instead of the empty text.
    note(sqlite3_bind_text64(statement_, index, value.empty() ? "" : value.data(), value.size(),
                             SQLITE_TRANSIENT, SQLITE_UTF8));
}

Result<bool> Statement::step() {
    const int status = bind_status_ != SQLITE_OK ? bind_status_ : sqlite3_step(statement_);
    if (status == SQLITE_ROW) return true;
    if (status == SQLITE_DONE) return false;
    return database_error(*state_, status);
}

Status Statement::finish() {
    for (;;) {
        const auto row = step();
        if (row.has_error()) return row.error();
        if (!row.value()) return {};
    }
}

std::int64_t Statement::number(int column) const {
    return sqlite3_column_int64(statement_, column);
}

std::string Statement::text(int column) const {
    const auto* bytes = sqlite3_column_text(statement_, column);
    if (bytes == nullptr) return {};
    return {reinterpret_cast<const char*>(bytes),
            static_cast<std::size_t>(sqlite3_column_bytes(statement_, column))};
}

void Database::Close::operator()(DatabaseState* state) const {
    sqlite3_close(state->handle);
    delete state;
}

Result<Database> Database::open(const std::filesystem::path& file) {
    if (auto there = create_for_owner(file); there.has_error()) return there.error();
    return open_there(file);
}

Result<Database> Database::in_memory() {
    return open_there(":memory:");
}

Result<Database> Database::open_there(const std::filesystem::path& file) {
    Database database(new DatabaseState{nullptr, file, false});
    auto& state = *database.state_;
    const int status = sqlite3_open_v2(file.c_str(), &state.handle, SQLITE_OPEN_READWRITE, nullptr);
    if (status != SQLITE_OK) return database_error(state, status);
    sqlite3_extended_result_codes(state.handle, 1);
    sqlite3_busy_timeout(state.handle, busy_timeout_ms);
    return database;
}

Status Database::execute(const char* sql) {
    const int status = sqlite3_exec(state_->handle, sql, nullptr, nullptr, nullptr);
    if (status != SQLITE_OK) return database_error(*state_, status);
    return {};
}

Result<Statement> Database::prepare(const char* sql) {
    sqlite3_stmt* statement = nullptr;
    const int status = sqlite3_prepare_v2(state_->handle, sql, -1, &statement, nullptr);
    if (status != SQLITE_OK) return database_error(*state_, status);
    return Statement(statement, state_.get());
}

Result<Transaction> Transaction::begin(Database& database) {
    if (auto begun = database.execute("BEGIN IMMEDIATE"); begun.has_error()) return begun.error();
    return Transaction(&database);
}

Transaction::Transaction(Transaction&& other) noexcept
    : database_(std::exchange(other.database_, nullptr)) {}

Transaction::~Transaction() {
    // SQLite may have rolled back by itself; then there is nothing to undo and this says so.
    if (database_ != nullptr) static_cast<void>(database_->execute("ROLLBACK"));
}

Status Transaction::commit() {
    if (auto done = database_->execute("COMMIT"); done.has_error()) return done;
    database_ = nullptr;
    return {};
}

}  // namespace hexameter::detail
