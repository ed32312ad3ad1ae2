// A home and its history.
#pragma once

#include <gtest/gtest.h>

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "hexameter/history.hpp"
#include "store/folders.hpp"
#include "store_fixtures.hpp"

namespace hexameter::testing_store {

class HistoryOf : public TemporaryHome {
  protected:
    [[nodiscard]] std::unique_ptr<History> open() const {
        auto history = History::open(home());
        EXPECT_TRUE(history.has_value()) << history.error().text();
        return history.has_value() ? std::move(history.value()) : nullptr;
    }

    [[nodiscard]] std::vector<std::string> ids(const History& history,
                                               const RunFilter& filter) const {
        std::vector<std::string> found;
        const auto lines = history.list(filter);
        EXPECT_TRUE(lines.has_value()) << lines.error().text();
        for (const auto& line : lines.value()) found.push_back(line.id);
        return found;
    }

    [[nodiscard]] std::filesystem::path journal(const std::string& id) const {
        return detail::journal_file(home(), id);
    }
};

}  // namespace hexameter::testing_store
