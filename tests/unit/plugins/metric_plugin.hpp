// A metric plugin from its built file, asked through the C ABI.
#pragma once

#include <gtest/gtest.h>

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "hexameter/sdk/views.hpp"
#include "support/fake_sinks.hpp"
#include "support/plugin_file.hpp"

namespace hexameter::test {

class MetricPlugin {
  public:
    // `file`: another than what the build makes of that id.
    explicit MetricPlugin(const std::string& id, const std::string& config = "{}",
                          const std::string& file = "")
        : file_(file.empty() ? HEXAMETER_PLUGIN_DIR "/" + id + ".so" : file),
          instance_(file_.create(host_, id, config)) {}

    // Whether it took its configuration; else error() says why not.
    [[nodiscard]] bool created() const { return instance_ != nullptr; }

    [[nodiscard]] std::string error() const { return host_.last_error(); }

    // What it left as a note at the last score.
    [[nodiscard]] const std::string& note() const { return note_; }

    // Its metrics that have a value, by their place in the manifest. Nothing when it failed.
    std::optional<std::map<std::uint32_t, double>> all(const std::vector<std::string>& candidates,
                                                       const std::vector<std::string>& references) {
        const std::vector<hxm_part> c = parts_of(candidates);
        const std::vector<hxm_part> r = parts_of(references);
        FakeWriter writer;
        const auto* table = instance_->interface<hxm_metric>(HXM_IF_METRIC);
        const hxm_status status = table->score(
            instance_->self(), 1, sdk::str("{}"), c.data(), static_cast<std::uint32_t>(c.size()),
            r.data(), static_cast<std::uint32_t>(r.size()), sizeof(hxm_part), &writer.raw);
        note_ = writer.values[HXM_NOTE];
        if (status < 0) {
            return std::nullopt;
        }
        std::map<std::uint32_t, double> values;
        for (const RecordedMetric& metric : writer.metrics) {
            EXPECT_TRUE(values.emplace(metric.index, metric.value).second) << "told twice";
        }
        return values;
    }

    // The first of its metrics; nothing when that has no value.
    std::optional<double> score(const std::vector<std::string>& candidates,
                                const std::vector<std::string>& references = {},
                                std::uint32_t metric = 0) {
        const auto values = all(candidates, references);
        EXPECT_TRUE(values) << error();
        return values && values->contains(metric) ? std::optional(values->at(metric))
                                                  : std::nullopt;
    }

  private:
    static std::vector<hxm_part> parts_of(const std::vector<std::string>& texts) {
        std::vector<hxm_part> parts;
        for (const std::string& text : texts) {
            hxm_part part{};
            part.mime = sdk::str("text/plain");
            part.data = sdk::buf(text);
            parts.push_back(part);
        }
        return parts;
    }

    FakeHost host_;
    PluginFile file_;
    std::unique_ptr<PluginInstance> instance_;
    std::string note_;
};

}  // namespace hexameter::test
