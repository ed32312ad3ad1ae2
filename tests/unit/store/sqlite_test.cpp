#include "store/sqlite.hpp"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <limits>

#include "store_fixtures.hpp"

namespace hexameter::detail {
namespace {

class Sqlite : public testing_store::TemporaryHome {
  protected:
    [[nodiscard]] Database open() const {
        return std::move(Database::open(home() / "some.db").value());
    }
};

TEST_F(Sqlite, GivesBackTextsAndNumbersAsTheyWere) {
    auto database = open();
    ASSERT_TRUE(database.execute("CREATE TABLE t(a TEXT, b INTEGER, c TEXT) STRICT").has_value());
    const std::string text("a\0\xC3\xBC'\"", 6);
    const auto number = std::numeric_limits<std::int64_t>::min();
    ASSERT_TRUE(database.run("INSERT INTO t VALUES (?1, ?2, ?3)", text, number, std::string_view())
                    .has_value());
    auto statement = database.prepare("SELECT a, b, c FROM t WHERE c IS NOT NULL");
    ASSERT_TRUE(statement.value().step().value());
    EXPECT_EQ(statement.value().text(0), text);
    EXPECT_EQ(statement.value().number(1), number);
    EXPECT_EQ(statement.value().text(2), "");
}

TEST_F(Sqlite, UndoesATransactionThatWasNotCommitted) {
    auto database = open();
    ASSERT_TRUE(database.execute("CREATE TABLE t(a INTEGER) STRICT").has_value());
    {
        auto transaction = Transaction::begin(database);
        ASSERT_TRUE(transaction.has_value());
        ASSERT_TRUE(database.run("INSERT INTO t VALUES (?1)", std::int64_t{1}).has_value());
    }
    EXPECT_EQ(database.number("SELECT count(*) FROM t").value(), 0);
    auto transaction = Transaction::begin(database);
    ASSERT_TRUE(database.run("INSERT INTO t VALUES (?1)", std::int64_t{1}).has_value());
    ASSERT_TRUE(transaction.value().commit().has_value());
    EXPECT_EQ(database.number("SELECT count(*) FROM t").value(), 1);
}

TEST_F(Sqlite, NamesTheFileInItsErrors) {
    auto database = open();
    const auto failed = database.execute("nonsense");
    ASSERT_TRUE(failed.has_error());
    EXPECT_NE(failed.error().text().find("some.db"), std::string::npos);
}

TEST_F(Sqlite, TakesAMissingTableForDamageAndARefusedRowNot) {
    auto database = open();
    ASSERT_TRUE(database.execute("CREATE TABLE t(a INTEGER UNIQUE) STRICT").has_value());
    ASSERT_TRUE(database.execute("INSERT INTO t VALUES (1)").has_value());
    EXPECT_TRUE(database.execute("INSERT INTO t VALUES (1)").has_error());
    EXPECT_FALSE(database.damaged());
    for (const char* lacking :
         {"SELECT a FROM gone", "SELECT gone FROM t", "INSERT INTO t(gone) VALUES (1)"}) {
        auto fresh = open();
        EXPECT_TRUE(fresh.number(lacking).has_error());
        EXPECT_TRUE(fresh.damaged()) << lacking;
    }
}

TEST_F(Sqlite, TakesNoFaultyStatementOfOursForDamage) {
    auto database = open();
    ASSERT_TRUE(database.execute("CREATE TABLE t(a INTEGER) STRICT").has_value());
    for (const char* faulty : {"SELEC a FROM t", "SELECT nonsense(a) FROM t",
                               "INSERT INTO t VALUES (1, 2)", "SELECT json('{')", "COMMIT"}) {
        EXPECT_TRUE(database.run(faulty).has_error()) << faulty;
        EXPECT_TRUE(database.execute(faulty).has_error()) << faulty;
        EXPECT_FALSE(database.damaged()) << faulty;
    }
}

TEST_F(Sqlite, KnowsAFileThatIsNoDatabase) {
    testing_store::write_bytes(home() / "some.db", std::string(5000, 'x'));
    auto database = open();
    EXPECT_TRUE(database.number("PRAGMA user_version").has_error());
    EXPECT_TRUE(database.damaged());
}

TEST_F(Sqlite, MakesFilesForTheirOwnerAlone) {
    const auto database = open();

    struct stat status {};

    ASSERT_EQ(::stat(database.file().c_str(), &status), 0);
    EXPECT_EQ(status.st_mode & 0777U, 0600U);
}

}  // namespace
}  // namespace hexameter::detail
