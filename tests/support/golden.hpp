// Texts compared with files under tests/data/golden. HEXAMETER_APPROVE=1 writes the files anew.
#pragma once

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <regex>
#include <string>

namespace hexameter::test {

// What changes with the version of the build, taken out.
inline std::string scrubbed(const std::string& text) {
    static const std::regex engine(R"(engine \d+\.\d+\.\d+)");
    return std::regex_replace(text, engine, "engine VERSION");
}

inline void expect_golden(const std::string& name, const std::string& text) {
    const auto file = std::filesystem::path(HEXAMETER_TEST_DATA) / "golden" / name;
    const std::string actual = scrubbed(text);
    const char* approve = std::getenv("HEXAMETER_APPROVE");
    if (approve != nullptr && std::string(approve) == "1") {
        std::filesystem::create_directories(file.parent_path());
        std::ofstream(file, std::ios::binary) << actual;
        return;
    }
    std::ifstream in(file, std::ios::binary);
    ASSERT_TRUE(in) << file
                    << " is not there; run with HEXAMETER_APPROVE=1 and read what it writes";
    const std::string expected{std::istreambuf_iterator<char>(in), {}};
    EXPECT_EQ(actual, expected) << "if the change is meant, run with HEXAMETER_APPROVE=1";
}

}  // namespace hexameter::test
