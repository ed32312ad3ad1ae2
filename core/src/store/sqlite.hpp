// SQLite with owners and errors of ours. Thread: one at a time for a Database and its statements.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>

#include "hexameter/error.hpp"

struct sqlite3;
struct sqlite3_stmt;

namespace hexameter::detail {

struct DatabaseState {
    sqlite3* handle = nullptr;
    std::filesystem::path file;
    bool damaged = false;
};

// One prepared statement; lives shorter than its Database.
class Statement {
  public:
    Statement(Statement&& other) noexcept;
    Statement& operator=(Statement&&) = delete;
    ~Statement();

    // From the start again with these parameters, in order; texts are copied.
    template <class... Values>
    Statement& with(const Values&... values) {
        reset();
        int index = 0;
        (bind(++index, values), ...);
        return *this;
    }

    // True: there is a row.
    [[nodiscard]] Result<bool> step();
    [[nodiscard]] Status finish();  // steps to the end

    [[nodiscard]] std::int64_t number(int column) const;
    [[nodiscard]] std::string text(int column) const;

  private:
    friend class Database;
    Statement(sqlite3_stmt* statement, DatabaseState* state);
    void reset();
    void bind(int index, std::int64_t value);

    void bind(int index, std::uint64_t value) { bind(index, static_cast<std::int64_t>(value)); }

    void bind(int index, std::uint32_t value) { bind(index, std::int64_t{value}); }

    void bind(int index, bool value) { bind(index, std::int64_t{value ? 1 : 0}); }

    void bind(int index, double value);
    void bind(int index, std::string_view value);
    void note(int status);

    sqlite3_stmt* statement_;
    DatabaseState* state_;
    int bind_status_ = 0;
};

class Database {
  public:
    // Creates an empty file (0600) when there is none. Reads nothing yet.
    [[nodiscard]] static Result<Database> open(const std::filesystem::path& file);

    [[nodiscard]] static Result<Database> in_memory();

    // One or more statements without parameters.
    [[nodiscard]] Status execute(const char* sql);
    [[nodiscard]] Result<Statement> prepare(const char* sql);

    // One statement, run to its end.
    template <class... Values>
    [[nodiscard]] Status run(const char* sql, const Values&... values) {
        auto statement = prepare(sql);
        if (statement.has_error()) return statement.error();
        return statement.value().with(values...).finish();
    }

    // The number in the first column of the first row; 0 when there is none.
    template <class... Values>
    [[nodiscard]] Result<std::int64_t> number(const char* sql, const Values&... values) {
        auto statement = prepare(sql);
        if (statement.has_error()) return statement.error();
        auto row = statement.value().with(values...).step();
        if (row.has_error()) return row.error();
        return row.value() ? statement.value().number(0) : std::int64_t{0};
    }

    [[nodiscard]] const std::filesystem::path& file() const { return state_->file; }

    // Whether any call found that the file is no whole SQLite database, or lacks what was asked
    // for.
    [[nodiscard]] bool damaged() const { return state_->damaged; }

  private:
    struct Close {
        void operator()(DatabaseState* state) const;
    };

    explicit Database(DatabaseState* state) : state_(state) {}

    [[nodiscard]] static Result<Database> open_there(const std::filesystem::path& file);

    std::unique_ptr<DatabaseState, Close> state_;
};

// The one writer while it lives; undone unless committed.
class Transaction {
  public:
    [[nodiscard]] static Result<Transaction> begin(Database& database);
    Transaction(Transaction&& other) noexcept;
    Transaction& operator=(Transaction&&) = delete;
    ~Transaction();
    [[nodiscard]] Status commit();

  private:
    explicit Transaction(Database* database) : database_(database) {}

    Database* database_;
};

}  // namespace hexameter::detail
