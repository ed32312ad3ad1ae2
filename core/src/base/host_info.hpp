#pragma once
#include <string>
namespace hexameter::detail { std::string host_info_json(); }
