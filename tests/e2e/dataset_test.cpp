// Data sets by flags and run files, up to what is kept of them.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <iterator>

#include "base/sha256.hpp"
#include "e2e/program.hpp"

namespace hexameter::e2e {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;

class DataSet : public ::testing::Test {
  protected:
    Finished run(const std::string& dataset, const std::vector<std::string>& more = {}) {
        std::vector<std::string> words{"run",       "--provider", "null",       "--model", "null",
                                       "--dataset", dataset,      "--progress", "never"};
        words.insert(words.end(), more.begin(), more.end());
        return cli_.run(words);
    }

    // Sample ids of the iterations in their order.
    std::string order(const std::string& dataset, std::vector<std::string> more) {
        more.insert(more.end(), {"--format", "csv"});
        const auto rows = lines_of(run(dataset, more).out);
        std::string ids;
        if (rows.empty()) return ids;
        const auto at = column(rows[0], "sample");
        for (std::size_t i = 1; i < rows.size(); ++i)
            ids += (ids.empty() ? "" : " ") + cell(rows[i], at);
        return ids;
    }

    std::string write(const std::string& name, const std::string& content) {
        return cli_.folder().write(name, content).string();
    }

    Cli cli_;

  private:
    static std::string cell(const std::string& row, std::size_t index) {
        std::size_t from = 0;
        for (; index > 0; --index) from = row.find(',', from) + 1;
        return row.substr(from, row.find(',', from) - from);
    }

    static std::size_t column(const std::string& header, const std::string& name) {
        for (std::size_t i = 0; i < 100; ++i)
            if (cell(header, i) == name) return i;
        return 0;
    }
};

std::string numbered_rows(int count) {
    std::string rows;
    for (int i = 1; i <= count; ++i) rows += "{\"question\":\"q" + std::to_string(i) + "\"}\n";
    return rows;
}

TEST_F(DataSet, TakesItsFieldsByFlag) {
    const auto file = write("q.tsv", "question\tanswer\n\"a \"\"b\"\"\"\tc\n");
    const auto found = run(file, {"--field", "prompt=question", "--field", "reference=answer",
                                  "--metric", "contains", "--format", "json"});
    EXPECT_EQ(found.code, 0) << found.err;
    EXPECT_THAT(found.out,
                AllOf(HasSubstr(R"("format":"tsv")"),
                      HasSubstr(R"("fields":{"prompt":"question","reference":"answer"})"),
                      HasSubstr(R"("metric":"contains")")));
}

TEST_F(DataSet, DrawsTheSameByTheSameSeed) {
    const auto file = write("q.jsonl", numbered_rows(10));
    const std::vector<std::string> drawn{"--field",   "prompt=question", "--sample", "4",
                                         "--shuffle", "--run-seed",      "7"};
    EXPECT_EQ(order(file, drawn), "10 5 6 3");
    EXPECT_EQ(order(file, {"--field", "prompt=question", "--limit", "2"}), "1 2");
    EXPECT_THAT(run(file, drawn).out, HasSubstr("data: q.jsonl, 4 samples drawn, shuffled"));
}

TEST_F(DataSet, IsNamedWithItsChatFormat) {
    const auto file =
        write("t.json",
              R"([{"conversations":[{"from":"human","value":"q"},{"from":"gpt","value":"a"}]}])");
    const auto found = run(file);
    EXPECT_EQ(found.code, 0) << found.err;
    EXPECT_THAT(found.out, HasSubstr("data: t.json (sharegpt), 1 sample;"));
    const auto odd = write("t.txt", R"({"messages":[{"role":"user","content":"q"}]})");
    EXPECT_THAT(run(odd, {"--dataset-format", "openai-chat"}).out,
                HasSubstr("data: t.txt (openai-chat), 1 sample;"));
}

TEST_F(DataSet, AndReportAreToldByEndingsOfEitherCase) {
    const auto report = cli_.folder().path() / "R.JSON";
    const auto found = run(write("Q.JSONL", "{\"prompt\":\"x\"}\n"), {"-o", report.string()});
    EXPECT_EQ(found.code, 0) << found.err;
    EXPECT_EQ(std::ifstream(report).get(), '{');
}

TEST_F(DataSet, IsKeptWithTheHashOfItsFile) {
    const auto file = write("q.jsonl", "{\"prompt\":\"x\"}\n");
    ASSERT_EQ(run(file).code, 0);
    const auto ids = cli_.kept();
    ASSERT_EQ(ids.size(), 1U);
    const auto journal = cli_.home() / "runs" / ids[0] / "journal.hxj";
    std::ifstream stream(journal, std::ios::binary);
    const std::string bytes((std::istreambuf_iterator<char>(stream)), {});
    EXPECT_THAT(bytes, HasSubstr("\"dataset_file_sha256\":\"" +
                                 detail::sha256_of_file(file).value() + "\""));
}

TEST_F(DataSet, IsRefusedWithFlagAndFix) {
    const auto file = write("q.jsonl", numbered_rows(2));
    const auto refused = [&](const std::vector<std::string>& flags) {
        const auto found = run(file, flags);
        EXPECT_EQ(found.code, 2);
        EXPECT_EQ(cli_.kept().size(), 0U);
        return found.err;
    };
    EXPECT_THAT(
        refused({"--field", "prompt=qestion"}),
        HasSubstr("q.jsonl dataset.fields.prompt: no row has 'qestion' (did you mean 'question'?); "
                  "there are: question"));
    EXPECT_THAT(refused({"--field", "prompt"}),
                HasSubstr("--field: \"prompt\" is not MEMBER=COLUMN, such as prompt=question"));
    EXPECT_THAT(refused({"--field", "=question"}), HasSubstr("is not MEMBER=COLUMN"));
    EXPECT_THAT(refused({"--field", "prompt=question", "--field", "prompt=answer"}),
                HasSubstr("--field prompt: given twice; keep one"));
    EXPECT_THAT(refused({"--dataset-format", "jsonll"}),
                AllOf(HasSubstr("--dataset-format"), HasSubstr("jsonl")));
    EXPECT_THAT(refused({"--sample", "3"}),
                HasSubstr("3 samples are to be drawn, and there are 2"));
    EXPECT_THAT(refused({"--sample", "0"}), HasSubstr("--sample"));
    EXPECT_THAT(refused({"--limit", "0"}), HasSubstr("--limit"));
    for (const std::vector<std::string>& flag :
         {std::vector<std::string>{"--field", "a=b"}, {"--sample", "1"}, {"--shuffle"}}) {
        EXPECT_THAT(cli_.run(quick_run(flag)).err,
                    HasSubstr(flag[0] + ": a sample was given by flag as well"));
    }
}

}  // namespace
}  // namespace hexameter::e2e
