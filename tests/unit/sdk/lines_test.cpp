#include "hexameter/sdk/lines.hpp"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace hexameter::sdk {
namespace {

struct Lines {
    std::vector<std::string> all;

    Status operator()(std::string_view line) {
        all.emplace_back(line);
        return Status::ok;
    }
};

std::vector<std::string> split(const std::vector<std::string_view>& pieces) {
    LineSplitter splitter;
    Lines lines;
    for (const std::string_view piece : pieces) {
        EXPECT_EQ(splitter.feed(piece, lines), Status::ok);
    }
    EXPECT_EQ(splitter.flush(lines), Status::ok);
    return lines.all;
}

TEST(LineSplitter, EndsLinesAtLfCrLfAndCrWhereverTheBytesAreSplit) {
    const std::string wire = "one\ntwo\r\nthree\rfour\n\nfive\r\n\r\n\rsix";
    const std::vector<std::string> expected{"one", "two", "three", "four", "five", "six"};
    EXPECT_EQ(split({wire}), expected);
    for (std::size_t i = 0; i <= wire.size(); ++i) {
        for (std::size_t j = i; j <= wire.size(); ++j) {
            const std::string_view all = wire;
            EXPECT_EQ(split({all.substr(0, i), all.substr(i, j - i), all.substr(j)}), expected)
                << i << ", " << j;
        }
    }
}

TEST(LineSplitter, HandsOnEmptyLinesWhenAskedForAllAndCountsCrLfOnce) {
    for (std::size_t cut = 0; cut <= 6; ++cut) {
        const std::string_view wire = "a\r\n\r\nb";
        LineSplitter splitter;
        std::size_t empty = 0;
        const auto count = [&](std::string_view line, bool) {
            empty += line.empty();
            return Status::ok;
        };
        EXPECT_EQ(splitter.feed_lines(wire.substr(0, cut), count), Status::ok);
        EXPECT_EQ(splitter.feed_lines(wire.substr(cut), count), Status::ok);
        EXPECT_EQ(empty, 1U) << cut;
    }
}

TEST(LineSplitter, FlushGivesTheUnfinishedLineOnceAndNothingAfterAWholeOne) {
    EXPECT_EQ(split({"whole\n"}), std::vector<std::string>{"whole"});
    LineSplitter splitter;
    Lines lines;
    EXPECT_EQ(splitter.feed("tail", lines), Status::ok);
    EXPECT_TRUE(lines.all.empty());
    EXPECT_EQ(splitter.flush(lines), Status::ok);
    EXPECT_EQ(splitter.flush(lines), Status::ok);
    EXPECT_EQ(lines.all, std::vector<std::string>{"tail"});
}

TEST(LineSplitter, StopsWhenTheTakerStopsAndSaysWhy) {
    LineSplitter splitter;
    int taken = 0;
    const auto stop_at_second = [&](std::string_view) {
        return ++taken == 2 ? Status::stop : Status::ok;
    };
    EXPECT_EQ(splitter.feed("1\n2\n3\n", stop_at_second), Status::stop);
    EXPECT_EQ(taken, 2);
}

TEST(LineSplitter, RefusesALineThatGrowsPastItsLimit) {
    LineSplitter splitter(8);
    Lines lines;
    EXPECT_EQ(splitter.feed("12345678", lines), Status::ok);
    EXPECT_THROW(static_cast<void>(splitter.feed("9", lines)), Error);
}

TEST(LineSplitter, BorrowsALineThatLiesWholeInTheBytes) {
    const std::string wire = "abc\ndef";
    LineSplitter splitter;
    const auto inside = [&](std::string_view line, bool borrowed) {
        EXPECT_TRUE(borrowed);
        EXPECT_EQ(line.data(), wire.data());
        return Status::ok;
    };
    EXPECT_EQ(splitter.feed_lines(wire, inside), Status::ok);
}

}  // namespace
}  // namespace hexameter::sdk
