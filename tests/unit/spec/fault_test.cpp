#include "spec/fault.hpp"

#include <gtest/gtest.h>

#include <algorithm>

namespace hexameter::detail {
namespace {

TEST(FieldPath, ReadsAsAPersonWritesIt) {
    EXPECT_EQ(field_path(""), "");
    EXPECT_EQ(field_path("/models/1/provider"), "models[1].provider");
    EXPECT_EQ(field_path("/0/a"), "[0].a");
    EXPECT_EQ(field_path("/a~1b/c~0d"), "a/b.c~d");
    EXPECT_EQ(field_path(child_pointer(child_pointer("", "a/~1b"), 3)), "a/~1b[3]");
}

TEST(PlaceOf, FallsBackToTheNearestParent) {
    const Places places{{"", {1, 1}}, {"/a", {2, 3}}, {"/a/b", {3, 5}}};
    EXPECT_EQ(place_of(places, "/a/b").line, 3U);
    EXPECT_EQ(place_of(places, "/a/x/y").line, 2U);
    EXPECT_EQ(place_of(places, "/z").line, 1U);
    EXPECT_EQ(place_of({}, "/z").line, 1U);
}

TEST(PlaceIn, IsTheFlagThatGaveAPart) {
    SpecPlaces places{"run.yaml", {{"", {1, 1}}, {"/asserts", {4, 1}}}};
    places.flags["/asserts/1"] = "--assert";
    EXPECT_EQ(place_in(&places, "/asserts/1"), "--assert");
    EXPECT_EQ(place_in(&places, "/asserts/0"), "run.yaml:4:1 asserts[0]");
    places = {};
    places.flags["/asserts/1"] = "--assert";
    EXPECT_EQ(place_in(&places, "/name"), "name");
    EXPECT_EQ(place_in(&places, ""), "") << "there is no file";
}

TEST(ConfigPlace, IsThatOfTheMemberThatAMessageBeginsWith) {
    SpecPlaces places{"run.yaml",
                      {{"", {1, 1}},
                       {"/modality", {2, 1}},
                       {"/modality/config/filter", {3, 5}},
                       {"/modality/config/filter/1", {5, 7}}}};
    const auto place = [&places](const char* message) {
        return config_place(&places, "/modality", message);
    };
    EXPECT_EQ(place("filter[1]: wrong"), "run.yaml:5:7 modality.config.filter[1]");
    EXPECT_EQ(place("filter[0]: wrong"), "run.yaml:3:5 modality.config.filter");
    EXPECT_EQ(place("other: wrong"), "run.yaml:2:1 modality");
    EXPECT_EQ(place("A word: wrong"), "run.yaml:2:1 modality");
    EXPECT_EQ(place("wrong"), "run.yaml:2:1 modality");
    forget(places.places, "/modality/config/filter");
    places.flags["/modality/config/filter"] = "--filter";
    EXPECT_EQ(place("filter[1]: wrong"), "--filter");
    EXPECT_EQ(config_place(nullptr, "/metrics/0", "filter: x"), "metrics[0]");
}

TEST(PlaceAt, CountsFromOne) {
    const std::string_view text = "ab\ncd\n";
    const auto check = [&](std::size_t offset, std::size_t line, std::size_t column) {
        EXPECT_EQ(place_at(text, offset).line, line) << offset;
        EXPECT_EQ(place_at(text, offset).column, column) << offset;
    };
    check(0, 1, 1);
    check(2, 1, 3);
    check(3, 2, 1);
    check(6, 3, 1);
}

TEST(ListFaults, SortsByPlaceAndKeepsTheOrderOfEquals) {
    EXPECT_EQ(list_faults("run.yaml", {{{12, 5}, "models[1].provider", "late"},
                                       {{2, 9}, "", "second"},
                                       {{2, 1}, "name", "first"},
                                       {{2, 9}, "x", "third"}}),
              "run.yaml:2:1 name: first\n"
              "run.yaml:2:9: second\n"
              "run.yaml:2:9 x: third\n"
              "run.yaml:12:5 models[1].provider: late");
}

TEST(ListFaults, TellsTwentyAndCountsTheOthers) {
    std::vector<Fault> faults;
    for (std::size_t line = 100'000; line > 0; --line) faults.push_back({{line, 1}, "", "x"});
    const auto text = list_faults("f", std::move(faults));
    EXPECT_EQ(std::count(text.begin(), text.end(), '\n'), 20);
    EXPECT_EQ(text.substr(text.find("f:20:")), "f:20:1: x\nand 99980 more");
}

}  // namespace
}  // namespace hexameter::detail
