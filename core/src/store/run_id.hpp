#pragma once
#include <string>
namespace hexameter::detail { std::string make_run_id(); std::string utc_now_rfc3339(); }
