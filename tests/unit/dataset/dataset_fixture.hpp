// Data sets of a test's own, and what becomes of them as text.
#pragma once

#include <gtest/gtest.h>

#include <string>
#include <string_view>
#include <vector>

#include "dataset/dataset.hpp"
#include "unit/base/temp_folder.hpp"

namespace hexameter::detail {

// "id=json" per sample.
inline std::vector<std::string> lines_of(const Result<Dataset>& dataset) {
    if (dataset.has_error()) return {"error: " + dataset.error().text()};
    std::vector<std::string> lines;
    for (const auto& sample : dataset.value().samples)
        lines.push_back(sample.id + "=" + sample.json);
    return lines;
}

inline std::vector<std::string> ids_of(const Result<Dataset>& dataset) {
    if (dataset.has_error()) return {"error: " + dataset.error().text()};
    std::vector<std::string> ids;
    for (const auto& sample : dataset.value().samples) ids.push_back(sample.id);
    return ids;
}

class DatasetTest : public ::testing::Test {
  protected:
    Result<Dataset> load(const std::string& name, std::string_view content,
                         const std::string& schema = "") {
        spec_.file = folder_.write(name, content);
        return load_dataset(spec_, schema, nullptr, seeds_);
    }

    // The error text with the file's folder cut off.
    std::string error_of(const std::string& name, std::string_view content,
                         const std::string& schema = "") {
        const auto dataset = load(name, content, schema);
        if (dataset.has_value()) return "ok";
        EXPECT_EQ(dataset.error().code(), ErrorCode::config);
        auto text = dataset.error().text();
        const auto prefix = folder_.path().string() + "/";
        for (auto at = text.find(prefix); at != std::string::npos; at = text.find(prefix))
            text.erase(at, prefix.size());
        return text;
    }

    testing::TempFolder folder_;
    DatasetSpec spec_;
    SampleSeeds seeds_;
};

}  // namespace hexameter::detail
