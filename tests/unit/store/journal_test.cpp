#include "store/journal.hpp"

#include <gtest/gtest.h>
#include <sys/resource.h>
#include <sys/stat.h>

#include <csignal>
#include <cstring>
#include <fstream>

#include "store/frame.hpp"
#include "store_fixtures.hpp"
#include "support/journal_content.hpp"

namespace hexameter::detail {
namespace {

using hexameter::testing::read_journal;
using testing_store::file_bytes;
using testing_store::in_child;
using testing_store::wait_for;
using testing_store::write_bytes;

class Journal : public testing_store::TemporaryHome {
  protected:
    [[nodiscard]] std::filesystem::path file() const { return home() / "run" / "journal.hxj"; }

    void put_byte(std::size_t at, char byte) const {
        std::fstream stream(file(), std::ios::in | std::ios::out | std::ios::binary);
        stream.seekp(static_cast<std::streamoff>(at)).put(byte);
    }

    // Frames of different sizes; one payload looks like the start of a frame.
    std::vector<std::string> write_some() const {
        std::vector<std::string> payloads{
            "header",           std::string(300, 'x'),      "",
            "HXJ1 in the text", std::string("a\0b\xFF", 4), std::string(70, 'z')};
        auto writer = JournalWriter::create(file());
        for (const auto& payload : payloads)
            EXPECT_TRUE(writer.value().append(FrameType::iteration, payload).has_value());
        return payloads;
    }
};

TEST_F(Journal, GivesBackWhatWasAppendedWithItsPlaces) {
    const auto payloads = write_some();
    const auto content = read_journal(file());
    ASSERT_TRUE(content.has_value());
    const auto& frames = content.value().frames;
    ASSERT_EQ(frames.size(), payloads.size());
    std::uint64_t expected = 0;
    for (std::size_t i = 0; i < frames.size(); ++i) {
        EXPECT_EQ(frames[i].payload, payloads[i]);
        EXPECT_EQ(frames[i].offset, expected);
        expected += 16 + payloads[i].size();
        EXPECT_EQ(frames[i].end, expected);
    }
    EXPECT_EQ(content.value().end, std::filesystem::file_size(file()));
    EXPECT_TRUE(content.value().damage.empty());
}

TEST_F(Journal, LaysOutAFrameAsDocumented) {
    {
        auto writer = JournalWriter::create(file());
        ASSERT_TRUE(writer.value().append(FrameType::summary, "123456789").has_value());
    }
    // The CRC was computed with Python: zlib.crc32(b"\x03" + bytes(3) + b"\x09" + bytes(3) +
    // b"123456789").
    const std::string expected(
        "HXJ1\x03\0\0\0\x09\0\0\0"
        "\x59\x8d\x1d\x30"
        "123456789",
        25);
    EXPECT_EQ(file_bytes(file()), expected);
}

TEST_F(Journal, GoesOnFromWhereAnEarlierReadingEnded) {
    write_some();
    const auto all = read_journal(file());
    const auto rest = read_journal(file(), all.value().frames[2].end);
    ASSERT_TRUE(rest.has_value());
    EXPECT_EQ(rest.value().frames.size(), all.value().frames.size() - 3);
    EXPECT_EQ(rest.value().end, all.value().end);
}

TEST_F(Journal, IsForItsOwnerAloneAndNeverOverwritten) {
    write_some();

    struct stat status {};

    ASSERT_EQ(::stat(file().c_str(), &status), 0);
    EXPECT_EQ(status.st_mode & 0777U, 0600U);
    ASSERT_EQ(::stat(file().parent_path().c_str(), &status), 0);
    EXPECT_EQ(status.st_mode & 0777U, 0700U);
    const auto before = file_bytes(file());
    EXPECT_TRUE(JournalWriter::create(file()).has_error());
    EXPECT_EQ(file_bytes(file()), before);
}

TEST_F(Journal, KnowsWhenItIsNoLongerAtItsPlace) {
    auto writer = JournalWriter::create(file());
    ASSERT_TRUE(writer.value().check_place().has_value());
    const auto aside = home() / "aside.hxj";
    std::filesystem::rename(file(), aside);
    EXPECT_EQ(writer.value().check_place().error().where(), file().string());
    std::filesystem::copy_file(aside, file());
    EXPECT_EQ(writer.value().check_place().error().code(), ErrorCode::io);
    std::filesystem::rename(aside, file());
    EXPECT_TRUE(writer.value().check_place().has_value());
    std::filesystem::remove_all(file().parent_path());
    EXPECT_TRUE(writer.value().check_place().has_error());
}

TEST_F(Journal, NamesTheFileThatIsNotThere) {
    const auto content = read_journal(file());
    ASSERT_TRUE(content.has_error());
    EXPECT_EQ(content.error().code(), ErrorCode::not_found);
    EXPECT_NE(content.error().text().find(file().string()), std::string::npos);
}

TEST_F(Journal, KeepsEveryWholeFrameWhereverItIsCut) {
    write_some();
    const auto bytes = file_bytes(file());
    const auto whole = read_journal(file()).value();
    for (std::size_t size = 0; size < bytes.size(); ++size) {
        write_bytes(file(), bytes.substr(0, size));
        const auto content = read_journal(file()).value();
        std::size_t expected = 0;
        while (expected < whole.frames.size() && whole.frames[expected].end <= size) ++expected;
        const std::uint64_t end = expected == 0 ? 0 : whole.frames[expected - 1].end;
        EXPECT_EQ(content.frames.size(), expected) << size;
        EXPECT_EQ(content.end, end) << size;
        EXPECT_EQ(content.damage.size(), end == size ? 0U : 1U) << size;
    }
}

TEST_F(Journal, LosesOnlyTheFrameOfAChangedByte) {
    write_some();
    const auto bytes = file_bytes(file());
    const auto whole = read_journal(file()).value();
    for (std::size_t at = 0; at < bytes.size(); ++at) {
        for (const char change : {'\x01', '\x02', '\x80', '\xFF'}) {
            put_byte(at, static_cast<char>(bytes[at] ^ change));
            const auto content = read_journal(file()).value();
            put_byte(at, bytes[at]);
            std::vector<std::string> expected;
            std::uint64_t hit = 0;
            for (const auto& frame : whole.frames) {
                if (at < frame.offset || at >= frame.end)
                    expected.push_back(frame.payload);
                else
                    hit = frame.offset;
            }
            std::vector<std::string> found;
            for (const auto& frame : content.frames) found.push_back(frame.payload);
            ASSERT_EQ(found, expected) << at;
            ASSERT_EQ(content.damage.size(), 1U) << at;
            ASSERT_NE(content.damage[0].find("offset " + std::to_string(hit)), std::string::npos)
                << content.damage[0];
        }
    }
}

// Each of 100,000 heads claims all that lies behind it: checked one by one that is 80 GB.
TEST_F(Journal, EndsSoonWhateverHeadsLieInIt) {
    constexpr std::size_t heads = 100'000;
    {
        auto writer = JournalWriter::create(file());
        ASSERT_TRUE(writer.value().append(FrameType::iteration, "before").has_value());
    }
    auto bytes = file_bytes(file());
    const auto sound = bytes.size();
    for (std::size_t left = heads; left > 0; --left) {
        const auto behind = static_cast<std::uint32_t>((left - 1) * frame_head_bytes);
        auto head = make_frame_head(static_cast<std::uint8_t>(FrameType::iteration), "");
        std::memcpy(head.data() + 8, &behind, sizeof(behind));
        head[12] ^= '\x01';  // of the CRC
        bytes.append(head.data(), head.size());
    }
    write_bytes(file(), bytes);
    const auto content = read_journal(file()).value();
    ASSERT_EQ(content.frames.size(), 1U);
    EXPECT_EQ(content.end, sound);
    ASSERT_EQ(content.damage.size(), 1U);
    EXPECT_NE(content.damage[0].find(std::to_string(heads * frame_head_bytes)), std::string::npos);
}

TEST_F(Journal, FindsTheFrameAfterDamageThatIsLongerThanAReading) {
    {
        auto writer = JournalWriter::create(file());
        const std::string large(3 * 1024 * 1024, 'y');
        ASSERT_TRUE(writer.value().append(FrameType::iteration, large).has_value());
        ASSERT_TRUE(writer.value().append(FrameType::iteration, "after").has_value());
    }
    put_byte(100, 'n');
    const auto content = read_journal(file()).value();
    ASSERT_EQ(content.frames.size(), 1U);
    EXPECT_EQ(content.frames[0].payload, "after");
    ASSERT_EQ(content.damage.size(), 1U);
    EXPECT_NE(content.damage[0].find(std::to_string(16 + 3 * 1024 * 1024)), std::string::npos);
}

TEST_F(Journal, PassesOverFramesOfATypeThatItDoesNotKnow) {
    {
        auto writer = JournalWriter::create(file());
        ASSERT_TRUE(writer.value().append(static_cast<FrameType>(9), "of tomorrow").has_value());
        ASSERT_TRUE(writer.value().append(FrameType::iteration, "known").has_value());
    }
    const auto content = read_journal(file()).value();
    ASSERT_EQ(content.frames.size(), 1U);
    EXPECT_EQ(content.frames[0].payload, "known");
    EXPECT_TRUE(content.damage.empty());
}

TEST_F(Journal, TakesATornTailOfALivingWriterForUnfinished) {
    auto writer = std::optional(JournalWriter::create(file()));
    ASSERT_TRUE(writer->value().append(FrameType::iteration, "whole").has_value());
    std::ofstream(file(), std::ios::app | std::ios::binary) << "HXJ1 half";
    const auto during = read_journal(file()).value();
    EXPECT_TRUE(during.live);
    EXPECT_TRUE(during.damage.empty());
    EXPECT_EQ(during.end, 16U + 5U);
    writer.reset();
    const auto afterwards = read_journal(file()).value();
    EXPECT_FALSE(afterwards.live);
    EXPECT_EQ(afterwards.damage.size(), 1U);
    EXPECT_EQ(afterwards.end, during.end);
}

TEST_F(Journal, CutsOffWhatAFullDiskLeftHalfWrittenAndGoesOn) {
    const auto child = in_child([this] {
        std::signal(SIGXFSZ, SIG_IGN);
        auto writer = JournalWriter::create(file());
        if (writer.value().append(FrameType::iteration, "first").has_error()) return 1;
        const rlimit small{60, RLIM_INFINITY};
        if (::setrlimit(RLIMIT_FSIZE, &small) != 0) return 2;
        const auto failed = writer.value().append(FrameType::iteration, std::string(100, 'x'));
        if (!failed.has_error()) return 3;
        if (failed.error().text().find(file().string()) == std::string::npos) return 4;
        if (std::filesystem::file_size(file()) != 21) return 5;
        return writer.value().append(FrameType::iteration, "second").has_value() ? 0 : 6;
    });
    ASSERT_EQ(wait_for(child), 0);
    const auto content = read_journal(file()).value();
    ASSERT_EQ(content.frames.size(), 2U);
    EXPECT_EQ(content.frames[1].payload, "second");
    EXPECT_TRUE(content.damage.empty());
}

}  // namespace
}  // namespace hexameter::detail
