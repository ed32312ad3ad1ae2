// What the codec writes is what schemas/result.schema.json says, and so are its examples.
#include <gtest/gtest.h>
#include <rapidjson/document.h>

#include <valijson/adapters/rapidjson_adapter.hpp>
#include <valijson/schema.hpp>
#include <valijson/schema_parser.hpp>
#include <valijson/validation_results.hpp>
#include <valijson/validator.hpp>

#include "store/codec.hpp"
#include "store/little_endian.hpp"
#include "store_fixtures.hpp"

namespace hexameter::detail {
namespace {

using testing_store::file_bytes;
using valijson::adapters::RapidJsonAdapter;

const std::string schemas = HEXAMETER_SOURCE_DIR "/schemas/";

class ResultSchema : public ::testing::Test {
  protected:
    ResultSchema() {
        rapidjson::Document document;
        document.Parse(file_bytes(schemas + "result.schema.json"));
        EXPECT_FALSE(document.HasParseError());
        valijson::SchemaParser().populateSchema(RapidJsonAdapter(document), schema_);
    }

    // "" when the JSON fits, else what does not.
    [[nodiscard]] std::string fault(const std::string& json) const {
        rapidjson::Document document;
        document.Parse(json);
        if (document.HasParseError()) return "not JSON";
        valijson::ValidationResults results;
        if (valijson::Validator().validate(schema_, RapidJsonAdapter(document), &results))
            return "";
        std::string all = "does not fit";
        for (const auto& error : results) all += "; " + error.description;
        return all;
    }

    [[nodiscard]] static std::string json_of(const IterationRecord& record) {
        const auto bytes = encode_iteration(record);
        return bytes.substr(4, load_u32(bytes) & 0x7fffffffU);
    }

  private:
    valijson::Schema schema_;
};

TEST_F(ResultSchema, FitsRecordsWithEveryField) {
    EXPECT_EQ(fault(encode_header(testing_store::full_header())), "");
    EXPECT_EQ(fault(json_of(testing_store::full_iteration())), "");
    EXPECT_EQ(fault(encode_summary(testing_store::full_summary())), "");
    EXPECT_EQ(fault(encode_resumed({"2026-11-21T18:00:00.000Z", "0.1.0", R"({"cpu": "x"})", 2.5})),
              "");
}

TEST_F(ResultSchema, FitsRecordsWithNothingOptional) {
    EXPECT_EQ(fault(json_of(IterationRecord{})), "");
    EXPECT_EQ(fault(encode_summary(RunSummary{})), "");
}

TEST_F(ResultSchema, RefusesARecordWithoutARequiredField) {
    EXPECT_NE(fault(R"({"status": "complete", "models": []})"), "");
    EXPECT_NE(fault(R"({"seq": 1})"), "");
    EXPECT_NE(fault("{}"), "");
}

TEST_F(ResultSchema, ExamplesFitAndTheCodecReadsThem) {
    const auto header = file_bytes(schemas + "examples/result.header.json");
    EXPECT_EQ(fault(header), "");
    const auto summary = file_bytes(schemas + "examples/result.summary.json");
    EXPECT_EQ(fault(summary), "");
    EXPECT_EQ(decode_summary(summary).value().models.at(0).ok, 44U);
    const auto iteration = file_bytes(schemas + "examples/result.iteration.json");
    EXPECT_EQ(fault(iteration), "");
    std::string bytes(4, '\0');
    store_u32(bytes.data(), static_cast<std::uint32_t>(iteration.size()));
    const auto record = decode_iteration(bytes + iteration, IterationPart::head);
    ASSERT_TRUE(record.has_value()) << record.error().text();
    EXPECT_EQ(record.value().timeline.attempts.size(), 2U);
    EXPECT_EQ(record.value().values.size(), 4U);
}

}  // namespace
}  // namespace hexameter::detail
