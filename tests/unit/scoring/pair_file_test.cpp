// Files of candidates and references.
#include <gmock/gmock.h>
#include <sys/stat.h>

#include <fstream>
#include <thread>

#include "hexameter/scoring.hpp"
#include "unit/base/temp_folder.hpp"

namespace hexameter {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

class PairFiles : public ::testing::Test {
  protected:
    ScoringFile file(const std::string& name, std::string_view content) const {
        return {folder_.write(name, content), ""};
    }

    [[nodiscard]] std::filesystem::path path(const std::string& name) const {
        return folder_.path() / name;
    }

    static std::vector<std::string> texts(const std::vector<ScoredPart>& parts) {
        std::vector<std::string> all;
        for (const auto& part : parts) all.push_back(part.bytes);
        return all;
    }

    static std::string error(const Result<std::vector<ScoringPair>>& pairs) {
        if (pairs) return "taken";
        EXPECT_EQ(pairs.error().code(), ErrorCode::config);
        return pairs.error().text();
    }

    std::string error_of_line(const std::string& line) const {
        return error(load_pairs(file("bad.jsonl", "\"fine\"\n" + line + "\n"), std::nullopt));
    }

  private:
    testing::TempFolder folder_;
};

TEST_F(PairFiles, OfTextHaveAnAnswerALineAndBlankOnesAreEmptyAnswers) {
    const auto pairs = load_pairs(file("a.txt", "\xEF\xBB\xBFone\r\n\ntwo \n{\"text\":1}"),
                                  file("b.txt", "1\n2\n3\n4\n"));
    ASSERT_TRUE(pairs);
    ASSERT_THAT(pairs.value(), SizeIs(4));
    EXPECT_THAT(texts((*pairs)[0].candidates), ElementsAre("one"));
    EXPECT_THAT(texts((*pairs)[1].candidates), ElementsAre(""));
    EXPECT_THAT(texts((*pairs)[2].candidates), ElementsAre("two "));
    EXPECT_THAT(texts((*pairs)[3].candidates), ElementsAre("{\"text\":1}"));
    EXPECT_THAT(texts((*pairs)[3].references), ElementsAre("4"));
    EXPECT_EQ((*pairs)[3].id, "4");
    EXPECT_EQ((*pairs)[0].candidates[0].mime, "text/plain");
}

TEST_F(PairFiles, OfJsonLinesHoldTextsListsAndObjects) {
    const auto pairs = load_pairs(
        file("a.jsonl",
             "\"one\"\n\n{\"id\":\"b\",\"answer\":\"two\",\"more\":[]}\n[\"x\",\"y\"]\nnull\n"
             "{\"candidate\":\"c\",\"answer\":\"no\",\"text\":\"no\",\"id\":7}\n"),
        file(
            "B.JSONL",
            "{\"id\":\"a\",\"references\":[\"1\",\"2\"]}\n{\"text\":\"3\"}\n\"4\"\n\"5\"\nnull\n"));
    ASSERT_TRUE(pairs) << error(pairs);
    ASSERT_THAT(pairs.value(), SizeIs(5));
    EXPECT_THAT(texts((*pairs)[0].references), ElementsAre("1", "2"));
    EXPECT_EQ((*pairs)[0].id, "a") << "as the references say";
    EXPECT_EQ((*pairs)[1].id, "b");
    EXPECT_THAT(texts((*pairs)[1].candidates), ElementsAre("two"));
    EXPECT_THAT(texts((*pairs)[2].candidates), ElementsAre("x", "y"));
    EXPECT_EQ((*pairs)[2].candidates[1].choice, 1U);
    EXPECT_EQ((*pairs)[2].id, "3");
    EXPECT_THAT((*pairs)[3].candidates, IsEmpty());
    EXPECT_EQ((*pairs)[4].id, "7");
    EXPECT_THAT(texts((*pairs)[4].candidates), ElementsAre("c"));
    EXPECT_THAT((*pairs)[4].references, IsEmpty());
}

TEST_F(PairFiles, TakeADataSetForTheReferences) {
    const auto pairs = load_pairs(
        file("a.txt", "Paris\n"),
        file("data.jsonl", R"({"id":"fr","prompt":"Capital?","reference":["Paris"],"text":"x"})"));
    ASSERT_TRUE(pairs) << error(pairs);
    EXPECT_EQ((*pairs)[0].id, "fr");
    EXPECT_THAT(texts((*pairs)[0].references), ElementsAre("Paris"));
}

// A line of `show --format jsonl`; `more` goes before its answer.
std::string row(const std::string& sample, const std::string& answer, const std::string& more = "",
                const std::string& model = "swift", const std::string& status = "ok") {
    return R"({"run":"r","seq":1,"model":")" + model + R"(","sample":")" + sample +
           R"(","status":")" + status + "\"," + more +
           (more.find("warmup") == std::string::npos ? R"("warmup":false,)" : "") +
           R"("answer":")" + answer + "\"}\n";
}

constexpr std::string_view capitals =
    "{\"id\":\"fr\",\"reference\":\"Paris\"}\n{\"reference\":\"Lima\"}\n"
    "{\"id\":\"no\",\"reference\":\"Oslo\"}\n";

TEST_F(PairFiles, OfRowsOfARunHaveTheReferenceOfTheSample) {
    const auto pairs = load_pairs(
        file("rows.jsonl", row("no", "Bergen", R"("warmup":true,)") + row("no", "Oslo") +
                               row("2", "Lima!") + row("no", "Oslo?", R"("superseded":true,)") +
                               row("2", "Li", "", "swift", "failed")),
        file("data.jsonl", capitals));
    ASSERT_TRUE(pairs) << error(pairs);
    ASSERT_THAT(pairs.value(), SizeIs(3)) << "fr was not asked, and what does not count is none";
    EXPECT_EQ((*pairs)[0].id, "no");
    EXPECT_THAT(texts((*pairs)[0].candidates), ElementsAre("Oslo"));
    EXPECT_THAT(texts((*pairs)[0].references), ElementsAre("Oslo"));
    EXPECT_EQ((*pairs)[1].id, "2") << "the place of a sample without an id";
    EXPECT_THAT(texts((*pairs)[1].references), ElementsAre("Lima"));
    EXPECT_THAT((*pairs)[2].candidates, IsEmpty()) << "a failure is no answer";
    EXPECT_THAT(texts((*pairs)[2].references), ElementsAre("Lima"));
}

TEST_F(PairFiles, OfRowsOfARunNeedOneModelAndAReferenceForEachSample) {
    const auto data = file("data.jsonl", capitals);
    const auto of = [&](const std::string& rows) {
        return error(load_pairs(file("rows.jsonl", rows), data));
    };
    EXPECT_THAT(of(row("fr", "x") + row("fr", "y", "", "steady")),
                ::testing::AllOf(HasSubstr("rows.jsonl:2: is of the model \"steady\", and line 1 "
                                           "of \"swift\", which one score would mix"),
                                 HasSubstr("hexameter rescore")));
    EXPECT_THAT(of(row("fr", "x") + "\"y\"\n"),
                HasSubstr("rows.jsonl:2: is no row of a run, and line 1 is one"));
    EXPECT_THAT(of(row("pe", "x")), HasSubstr("rows.jsonl:1: is of the sample \"pe\", for which "));
    EXPECT_THAT(of(row("fr", "x", R"("warmup":true,)")), HasSubstr("rows.jsonl: holds warm-ups"));
    EXPECT_THAT(error(load_pairs(file("rows.jsonl", row("fr", "x")),
                                 file("two.jsonl", "{\"id\":\"2\",\"text\":\"a\"}\n\"b\"\n"))),
                HasSubstr("two.jsonl:2: is of the sample \"2\", as line 1 is"));
}

TEST_F(PairFiles, OfRowsOfARunNeedNoReferences) {
    const auto pairs = load_pairs(
        file("rows.jsonl", row("b", "1", R"("warmup":true,)") + row("a", "2")), std::nullopt);
    ASSERT_TRUE(pairs) << error(pairs);
    ASSERT_THAT(pairs.value(), SizeIs(1));
    EXPECT_EQ((*pairs)[0].id, "a");
}

TEST_F(PairFiles, NeedNoReferencesAndMayBeNamedByFormat) {
    auto named = file("answers", "\"a\"\n");
    named.format = "jsonl";
    const auto pairs = load_pairs(named, std::nullopt);
    ASSERT_TRUE(pairs) << error(pairs);
    EXPECT_THAT(texts((*pairs)[0].candidates), ElementsAre("a"));
    EXPECT_THAT((*pairs)[0].references, IsEmpty());
    auto text = file("answers.jsonl", "\"a\"\n");
    text.format = "text";
    EXPECT_THAT(texts(load_pairs(text, std::nullopt).value()[0].candidates), ElementsAre("\"a\""));
}

TEST_F(PairFiles, OfUnequalLengthAreRefusedWithBothCounts) {
    EXPECT_THAT(error(load_pairs(file("a.txt", "1\n2\n3\n"), file("b.txt", "1\n2\n"))),
                ::testing::AllOf(HasSubstr("a.txt holds 3 and "), HasSubstr("b.txt holds 2;")));
}

TEST_F(PairFiles, OfDifferentOrderAreRefused) {
    EXPECT_THAT(error(load_pairs(file("a.jsonl", "\"x\"\n{\"id\":\"one\",\"text\":\"a\"}\n"),
                                 file("b.jsonl", "\"x\"\n{\"id\":\"two\",\"text\":\"a\"}\n"))),
                ::testing::AllOf(HasSubstr("b.jsonl:2: the id is \"two\" here"),
                                 HasSubstr("\"one\" in line 2")));
}

TEST_F(PairFiles, ThatCannotBeReadAreNamed) {
    const auto fine = file("a.txt", "1\n");
    EXPECT_THAT(error(load_pairs({path("none.txt"), ""}, std::nullopt)),
                HasSubstr("none.txt: no such file of candidates; check the path"));
    EXPECT_THAT(error(load_pairs(fine, ScoringFile{path("none.txt"), ""})),
                HasSubstr("none.txt: no such file of references"));
    EXPECT_THAT(error(load_pairs({path("."), ""}, std::nullopt)), HasSubstr("is a folder"));
    EXPECT_THAT(error(load_pairs(file("empty.txt", ""), fine)), HasSubstr("empty.txt: is empty"));
    EXPECT_THAT(error(load_pairs(file("blank.jsonl", "\n \n"), fine)), HasSubstr("is empty"));
    EXPECT_THAT(error(load_pairs({"-", ""}, ScoringFile{"-", ""})), HasSubstr("not both"));
}

TEST_F(PairFiles, NameTheLineThatIsWrong) {
    EXPECT_THAT(error(load_pairs(file("a.txt", "fine\nb\xFF\n"), std::nullopt)),
                HasSubstr("a.txt:2: byte 2 of the line, 0xFF, is not valid UTF-8"));
    EXPECT_THAT(error_of_line("{\"text\":"), HasSubstr("bad.jsonl:2: not valid JSON"));
    EXPECT_THAT(error_of_line("7"), HasSubstr("bad.jsonl:2: must be a text, a list of texts"));
    EXPECT_THAT(error_of_line("[1]"), HasSubstr("bad.jsonl:2: must be a text"));
    EXPECT_THAT(error_of_line(R"({"text":1})"), HasSubstr("text: must be a text, a list"));
    EXPECT_THAT(error_of_line(R"({"txt":"a"})"),
                HasSubstr("has no member \"candidate\", \"answer\" or \"text\""));
    EXPECT_THAT(error_of_line(R"({"id":"","text":"a"})"), HasSubstr("id: must be a text that is"));
    EXPECT_THAT(error_of_line(R"({"id":1.5,"text":"a"})"), HasSubstr("id: must be a text that is"));
    EXPECT_THAT(error_of_line(std::string(500, '[')), HasSubstr("nested deeper than 128 levels"));
}

TEST_F(PairFiles, ThatLookLikeJsonLinesAreNotTakenAsText) {
    const std::string answers = "{\"answer\":\"Paris\"}\n\n{\"answer\":\"Lima\"}\n";
    const auto gist =
        ::testing::AllOf(HasSubstr("answers: looks like JSON Lines"),
                         HasSubstr("--input-format jsonl"), HasSubstr("--input-format text"));
    EXPECT_THAT(error(load_pairs(file("answers", answers), std::nullopt)), gist);
    EXPECT_THAT(error(load_pairs(file("answers", row("fr", "Paris")), std::nullopt)), gist);
    EXPECT_THAT(error(load_pairs(file("a.txt", "x\n"), file("b", "{\"reference\":\"x\"}\n"))),
                HasSubstr("b: looks like JSON Lines"));
    auto said = file("answers", answers);
    said.format = "text";
    EXPECT_TRUE(load_pairs(said, std::nullopt));
    EXPECT_TRUE(load_pairs(file("answers", "{\"city\":\"Paris\"}\n"), std::nullopt));
    EXPECT_TRUE(load_pairs(file("answers", answers + "I do not know\n"), std::nullopt));
    EXPECT_TRUE(load_pairs(file("answers", "\n\n"), std::nullopt)) << "empty answers";
}

TEST_F(PairFiles, AreReadFromPipes) {
    const auto pipe = path("pipe");
    ASSERT_EQ(mkfifo(pipe.c_str(), 0600), 0);
    std::thread writer([&pipe] { std::ofstream(pipe) << "one\ntwo\n"; });
    const auto pairs = load_pairs({pipe, ""}, std::nullopt);
    writer.join();
    ASSERT_TRUE(pairs) << error(pairs);
    EXPECT_THAT(pairs.value(), SizeIs(2));
}

}  // namespace
}  // namespace hexameter
