#include "plugin/status.hpp"

#include <array>

namespace hexameter::detail {
namespace {

struct Row {
    hxm_status status;
    ErrorCode code;
    const char* name;
};

constexpr std::array rows{
    Row{HXM_OK, ErrorCode::none, "HXM_OK"},
    Row{HXM_PENDING, ErrorCode::plugin, "HXM_PENDING"},
    Row{HXM_STOP, ErrorCode::cancelled, "HXM_STOP"},
    Row{HXM_COMPLETE, ErrorCode::plugin, "HXM_COMPLETE"},
    Row{HXM_E_ARG, ErrorCode::plugin, "HXM_E_ARG"},
    Row{HXM_E_UNSUPPORTED, ErrorCode::unsupported, "HXM_E_UNSUPPORTED"},
    Row{HXM_E_CONFIG, ErrorCode::config, "HXM_E_CONFIG"},
    Row{HXM_E_DECODE, ErrorCode::remote, "HXM_E_DECODE"},
    Row{HXM_E_AUTH, ErrorCode::remote, "HXM_E_AUTH"},
    Row{HXM_E_RATE_LIMIT, ErrorCode::remote, "HXM_E_RATE_LIMIT"},
    Row{HXM_E_TIMEOUT, ErrorCode::timeout, "HXM_E_TIMEOUT"},
    Row{HXM_E_TRANSPORT, ErrorCode::transport, "HXM_E_TRANSPORT"},
    Row{HXM_E_REMOTE, ErrorCode::remote, "HXM_E_REMOTE"},
    Row{HXM_E_CANCELLED, ErrorCode::cancelled, "HXM_E_CANCELLED"},
    Row{HXM_E_NOMEM, ErrorCode::limit, "HXM_E_NOMEM"},
    Row{HXM_E_LIMIT, ErrorCode::limit, "HXM_E_LIMIT"},
    Row{HXM_E_INTERNAL, ErrorCode::plugin, "HXM_E_INTERNAL"},
    Row{HXM_E_CRASHED, ErrorCode::plugin, "HXM_E_CRASHED"},
};

}  // namespace

ErrorCode error_code_of(hxm_status status) {
    for (const auto& row : rows)
        if (row.status == status) return row.code;
    return ErrorCode::plugin;
}

hxm_status abi_status_of(ErrorCode code) {
    switch (code) {
        case ErrorCode::none:
            return HXM_OK;
        case ErrorCode::timeout:
            return HXM_E_TIMEOUT;
        case ErrorCode::transport:
            return HXM_E_TRANSPORT;
        case ErrorCode::cancelled:
            return HXM_E_CANCELLED;
        case ErrorCode::limit:
            return HXM_E_LIMIT;
        case ErrorCode::config:
            return HXM_E_CONFIG;
        case ErrorCode::plugin:
        case ErrorCode::internal:
            return HXM_E_INTERNAL;
        default:
            return HXM_E_REMOTE;
    }
}

std::string status_name(hxm_status status) {
    for (const auto& row : rows)
        if (row.status == status) return row.name;
    return "status " + std::to_string(status);
}

}  // namespace hexameter::detail
