#include "dataset/field_map.hpp"

#include <gmock/gmock.h>

#include "spec/fault.hpp"
#include "unit/dataset/dataset_fixture.hpp"

namespace hexameter::detail {
namespace {

using ::testing::ElementsAre;

const std::string text_schema = R"({"type":"object","properties":{"prompt":{"type":"string"}}})";

class Fields : public DatasetTest {};

TEST_F(Fields, NameColumnsAnew) {
    spec_.fields = {{"prompt", "question"}, {"reference", "answer"}, {"id", "key"}};
    EXPECT_THAT(lines_of(load("q.csv", "key,question,answer,level\na,Why?,So.,1\n")),
                ElementsAre(R"(a={"level":"1","id":"a","prompt":"Why?","reference":"So."})"));
    EXPECT_THAT(lines_of(load("q.tsv", "key\tquestion\tanswer\na\tWhy?\tSo.\n")),
                ElementsAre(R"(a={"id":"a","prompt":"Why?","reference":"So."})"));
}

TEST_F(Fields, ReachIntoARow) {
    spec_.fields = {{"prompt", "/turns/0/a~1b"}, {"reference", "answers.1.text"}};
    EXPECT_THAT(lines_of(load("q.jsonl", R"({"turns":[{"a/b":"q"}],"answers":[{},{"text":"r"}]})")),
                ElementsAre(R"(1={"turns":[{"a/b":"q"}],"answers":[{},{"text":"r"}],)"
                            R"("prompt":"q","reference":"r"})"));
}

TEST_F(Fields, TakeAColumnOfThatVeryNameFirst) {
    spec_.fields = {{"prompt", "a.b"}};
    EXPECT_THAT(lines_of(load("q.jsonl", R"({"a.b":"column","a":{"b":"path"}})")),
                ElementsAre(R"(1={"a":{"b":"path"},"prompt":"column"})"));
}

TEST_F(Fields, MaySwapAndShareColumns) {
    spec_.fields = {{"a", "b"}, {"b", "a"}, {"c", "a"}};
    EXPECT_THAT(lines_of(load("q.jsonl", R"({"a":1,"b":2,"c":3})")),
                ElementsAre(R"(1={"a":2,"b":1,"c":1})"));
}

TEST_F(Fields, ComeBeforeTheFormat) {
    spec_.fields = {{"messages", "dialog"}, {"reference", "ideal"}};
    spec_.format = "openai-chat";
    EXPECT_THAT(
        lines_of(load("q.jsonl", R"({"dialog":[{"role":"user","content":"q"}],"ideal":"r"})")),
        ElementsAre(R"(1={"reference":"r","messages":[{"role":"user","content":"q"}]})"));
}

TEST_F(Fields, MayBeMissingInSomeRows) {
    spec_.fields = {{"prompt", "q"}};
    EXPECT_THAT(lines_of(load("q.jsonl", "{\"a\":1}\n{\"q\":\"x\"}")),
                ElementsAre(R"(1={"a":1})", R"(2={"prompt":"x"})"));
}

TEST_F(Fields, TakeTheirMemberFromRowsThatLackTheSource) {
    spec_.fields = {{"reference", "alt"}, {"b", "a"}};
    EXPECT_THAT(lines_of(load("q.jsonl",
                              "{\"prompt\":\"p\",\"reference\":\"A\",\"alt\":\"B\",\"a\":1}\n"
                              "{\"prompt\":\"q\",\"reference\":\"C\",\"b\":2}\n")),
                ElementsAre(R"(1={"prompt":"p","b":1,"reference":"B"})", R"(2={"prompt":"q"})"));
}

TEST_F(Fields, ThatNoRowHasAreRefusedWithTheColumnsThereAre) {
    spec_.fields = {{"prompt", "qestion"}, {"reference", "answers.0"}, {"system", "rule"}};
    EXPECT_EQ(error_of("q.csv", "id,question,answer,rule\n1,a,b,c\n1,a,b,c\n"),
              "q.csv dataset.fields.prompt: no row has 'qestion' (did you mean 'question'?); there "
              "are: id, "
              "question, answer, rule\n"
              "q.csv dataset.fields.reference: no row has 'answers.0' (did you mean 'answer'?); "
              "there are: "
              "id, question, answer, rule");
    const SpecPlaces places{
        "run.yaml", {{"", {1, 1}}, {"/dataset", {3, 1}}, {"/dataset/fields/prompt", {5, 7}}}};
    spec_.fields = {{"prompt", "x"}};
    EXPECT_EQ(load_dataset(spec_, "", &places).error().text(),
              "run.yaml:5:7 dataset.fields.prompt: " + spec_.file.string() +
                  ": no row has 'x'; there are: id, question, answer, rule");
}

TEST_F(Fields, OfAWrongTypeAreNamedWithTheirColumn) {
    spec_.fields = {{"prompt", "question"}, {"id", "key"}};
    EXPECT_EQ(error_of("q.jsonl", R"({"question":5,"key":1}
{"question":"a","key":null}
{"question":"a","key":"x"}
{"question":"a","key":"x"}
)",
                       text_schema),
              "q.jsonl:1 prompt (from 'question'): must be a string, not 5\n"
              "q.jsonl:2 id (from 'key'): must be a string that is not empty, or a number\n"
              "q.jsonl:4 id (from 'key'): the id \"x\" is taken by line 3; ids must be unique (a "
              "sample without one is called by its number)");
}

TEST_F(Fields, GoForInlineSamplesToo) {
    spec_.inline_samples = {R"({"q":"x"})"};
    spec_.fields = {{"prompt", "q"}};
    EXPECT_THAT(lines_of(load_dataset(spec_, text_schema)), ElementsAre(R"(1={"prompt":"x"})"));
}

}  // namespace
}  // namespace hexameter::detail
