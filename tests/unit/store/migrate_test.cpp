#include "store/migrate.hpp"

#include <gtest/gtest.h>

#include <array>

#include "store_fixtures.hpp"

namespace hexameter::detail {
namespace {

constexpr std::array one_step{"CREATE TABLE a(x INTEGER) STRICT"};
constexpr std::array two_steps{"CREATE TABLE a(x INTEGER) STRICT",
                               "ALTER TABLE a ADD COLUMN y INTEGER"};
constexpr std::array broken_steps{"CREATE TABLE a(x INTEGER) STRICT",
                                  "DROP TABLE a; CREATE nonsense"};

class Migrate : public testing_store::TemporaryHome {
  protected:
    [[nodiscard]] Database open() const {
        return std::move(Database::open(home() / "some.db").value());
    }

    [[nodiscard]] std::vector<std::filesystem::path> backups() const {
        std::vector<std::filesystem::path> found;
        for (const auto& entry : std::filesystem::directory_iterator(home()))
            if (entry.path().filename().string().find(".backup-v1-") != std::string::npos)
                found.push_back(entry.path());
        return found;
    }
};

TEST_F(Migrate, MakesAnEmptyDatabaseWithoutABackup) {
    auto database = open();
    ASSERT_TRUE(migrate(database, two_steps).has_value());
    EXPECT_EQ(database.number("PRAGMA user_version").value(), 2);
    EXPECT_TRUE(database.execute("SELECT x, y FROM a").has_value());
    EXPECT_TRUE(std::filesystem::directory_iterator(home()) !=
                std::filesystem::directory_iterator());
    EXPECT_TRUE(backups().empty());
}

TEST_F(Migrate, BacksUpBeforeItGoesForward) {
    auto database = open();
    ASSERT_TRUE(migrate(database, one_step).has_value());
    ASSERT_TRUE(database.execute("INSERT INTO a VALUES (42)").has_value());
    ASSERT_TRUE(migrate(database, two_steps).has_value());
    EXPECT_EQ(database.number("SELECT x FROM a WHERE y IS NULL").value(), 42);
    ASSERT_EQ(backups().size(), 1U);
    auto copy = Database::open(backups()[0]);
    EXPECT_EQ(copy.value().number("PRAGMA user_version").value(), 1);
    EXPECT_EQ(copy.value().number("SELECT x FROM a").value(), 42);
    ASSERT_TRUE(migrate(database, two_steps).has_value());
    EXPECT_EQ(backups().size(), 1U);
}

TEST_F(Migrate, LeavesEverythingWhenAStepFails) {
    auto database = open();
    ASSERT_TRUE(migrate(database, one_step).has_value());
    const auto failed = migrate(database, broken_steps);
    ASSERT_TRUE(failed.has_error());
    EXPECT_NE(failed.error().text().find("format 2"), std::string::npos);
    EXPECT_EQ(database.number("PRAGMA user_version").value(), 1);
    EXPECT_TRUE(database.execute("SELECT x FROM a").has_value());
}

TEST_F(Migrate, RefusesANewerFormat) {
    auto database = open();
    ASSERT_TRUE(migrate(database, two_steps).has_value());
    const auto refused = migrate(database, one_step);
    ASSERT_TRUE(refused.has_error());
    EXPECT_EQ(refused.error().code(), ErrorCode::unsupported);
    EXPECT_EQ(database.number("PRAGMA user_version").value(), 2);
}

}  // namespace
}  // namespace hexameter::detail
