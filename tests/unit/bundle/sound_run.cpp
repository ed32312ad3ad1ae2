#include "unit/bundle/sound_run.hpp"

#include <archive.h>
#include <archive_entry.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>

#include "base/sha256.hpp"
#include "bundle/bundle_manifest.hpp"
#include "bundle/samples.hpp"
#include "bundle/seal.hpp"
#include "run/samples_hash.hpp"
#include "stats/summary.hpp"
#include "store/run_writer.hpp"
#include "timeline/definitions.hpp"
#include "unit/store/store_fixtures.hpp"

namespace hexameter::testing_bundle {
namespace {

std::string sha256_of_text(const std::string& text) {
    detail::Sha256 sum;
    sum.add(text);
    return sum.finish();
}

}  // namespace

RunHeader sound_header() {
    auto header = testing_store::small_header(run_id);
    header.engine_version = "0.1.0";
    header.metrics = detail::timing_definitions();
    header.spec.dataset.inline_samples = {R"({"prompt": "Name three rivers."})",
                                          R"({"id": "b", "prompt": "One \n 1.0"})"};
    header.samples = 2;
    header.dataset_sha256 = detail::samples_sha256(detail::samples_of(header.spec).value());
    return header;
}

IterationRecord sound_iteration(std::uint64_t seq) {
    auto record = testing_store::small_iteration(seq);
    record.timeline.streamed = true;
    record.timeline.end = record.timeline.intended + Nanos(90'000'000 + seq);
    record.timeline.events[1].at += Nanos(seq * 1'000'003);
    record.values = detail::timing_values(record.timeline);
    record.values.push_back({"exact_match", "", 1, 1});
    return record;
}

void keep_sound_run(const std::filesystem::path& home, std::uint64_t iterations,
                    const RunHeader& header, void (*change)(IterationRecord&)) {
    auto writer = detail::RunWriter::create(home, header);
    ASSERT_TRUE(writer.has_value()) << writer.error().text();
    detail::Summariser summariser(header);
    for (std::uint64_t seq = 1; seq <= iterations; ++seq) {
        auto record = sound_iteration(seq);
        summariser.add(record);
        if (change != nullptr) change(record);
        ASSERT_TRUE(writer.value()->iteration(record).has_value());
    }
    auto summary = summariser.finish();
    summary.instrument.client_cpu_share = 0.1;
    summary.duration = Nanos(123);
    ASSERT_TRUE(writer.value()->finish(summary).has_value());
}

Check check_of(const Verification& verification, const std::string& name) {
    const auto& checks = verification.checks;
    const auto found = std::find_if(checks.begin(), checks.end(),
                                    [&](const Check& check) { return check.name == name; });
    return found == checks.end() ? Check{name, Check::State::failed, "was not made"} : *found;
}

void write_archive(const std::filesystem::path& file, const std::vector<Entry>& entries) {
    auto* tar = archive_write_new();
    archive_write_add_filter_zstd(tar);
    archive_write_set_format_pax(tar);
    archive_write_set_bytes_in_last_block(tar, 1);
    ASSERT_EQ(archive_write_open_filename(tar, file.c_str()), ARCHIVE_OK);
    for (const auto& [name, content, kind, link] : entries) {
        auto* entry = archive_entry_new();
        archive_entry_set_pathname(entry, name.c_str());
        archive_entry_set_perm(entry, 0644);
        archive_entry_set_filetype(entry, kind == Entry::Kind::symlink  ? AE_IFLNK
                                          : kind == Entry::Kind::folder ? AE_IFDIR
                                          : kind == Entry::Kind::pipe   ? AE_IFIFO
                                                                        : AE_IFREG);
        if (kind == Entry::Kind::symlink) archive_entry_set_symlink(entry, link.c_str());
        if (kind == Entry::Kind::hardlink) archive_entry_set_hardlink(entry, link.c_str());
        archive_entry_set_size(entry, static_cast<la_int64_t>(content.size()));
        EXPECT_EQ(archive_write_header(tar, entry), ARCHIVE_OK) << archive_error_string(tar);
        archive_write_data(tar, content.data(), content.size());
        archive_entry_free(entry);
    }
    ASSERT_EQ(archive_write_free(tar), ARCHIVE_OK);
    const auto seal = std::string(detail::seal_head) + detail::sha256_of_file(file).value();
    std::ofstream(file, std::ios::binary | std::ios::app) << seal;
}

std::string manifest_of(const std::string& journal, const std::string& samples) {
    const auto header = sound_header();
    detail::BundleManifest manifest;
    manifest.id = run_id;
    manifest.engine_version = header.engine_version;
    manifest.dataset_sha256 = header.dataset_sha256;
    manifest.members = {{"journal.hxj", journal.size(), sha256_of_text(journal)}};
    if (!samples.empty())
        manifest.members.push_back({"samples.jsonl", samples.size(), sha256_of_text(samples)});
    return detail::encode_manifest(manifest);
}

}  // namespace hexameter::testing_bundle
