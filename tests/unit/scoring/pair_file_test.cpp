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
