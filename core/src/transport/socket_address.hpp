// An address and port to connect to.
#pragma once

#include <sys/socket.h>

namespace hexameter::detail {

struct SocketAddress {
    sockaddr_storage storage{};
    socklen_t size = 0;
};

}  // namespace hexameter::detail
