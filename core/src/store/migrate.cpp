#include "store/migrate.hpp"

#include <fmt/format.h>

#include <system_error>

#include "store/run_id.hpp"

namespace hexameter::detail {
namespace {

Status back_up(Database& database, std::int64_t version) {
    std::filesystem::path copy = database.file();
    copy += fmt::format(".backup-v{}-{}", version, make_run_id());
    if (auto done = database.run("VACUUM INTO ?1", copy.string()); done.has_error())
        return done.error().at(fmt::format("backup to {}", copy.string()));
    std::error_code failed;
    std::filesystem::permissions(
        copy, std::filesystem::perms::owner_read | std::filesystem::perms::owner_write, failed);
    if (failed)
        return Error(ErrorCode::io, fmt::format("cannot protect it: {}", failed.message()),
                     copy.string());
    return {};
}

}  // namespace

Status migrate(Database& database, std::span<const char* const> steps) {
    const auto known = static_cast<std::int64_t>(steps.size());
    const auto version = database.number("PRAGMA user_version");
    if (version.has_error()) return version.error();
    if (version.value() > known)
        return Error(ErrorCode::unsupported,
                     fmt::format("the history has format {}, this program knows formats up to {}; "
                                 "use the newer program, or set HEXAMETER_HOME to another folder",
                                 version.value(), known),
                     database.file().string());
    if (version.value() == known) return {};
    if (version.value() > 0)
        if (auto kept = back_up(database, version.value()); kept.has_error()) return kept;
    auto transaction = Transaction::begin(database);
    if (transaction.has_error()) return transaction.error();
    for (auto at = version.value(); at < known; ++at)
        if (auto done = database.execute(steps[static_cast<std::size_t>(at)]); done.has_error())
            return done.error().at(fmt::format("migration to format {}", at + 1));
    if (auto done = database.execute(fmt::format("PRAGMA user_version = {}", known).c_str());
        done.has_error())
        return done;
    return transaction.value().commit();
}

}  // namespace hexameter::detail
