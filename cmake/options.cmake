# How everything of ours is compiled: warnings, hidden symbols, sanitizers.
add_library(hexameter_options INTERFACE)
add_library(hexameter::options ALIAS hexameter_options)

target_compile_options(hexameter_options INTERFACE
  -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Werror
  -fvisibility=hidden
  $<$<COMPILE_LANGUAGE:CXX>:-Wnon-virtual-dtor -Woverloaded-virtual
                            -fvisibility-inlines-hidden>)

# vptr opens pipes to look at memory: it takes every object for a wrong one where a test has used up
# the descriptors.
if(HEXAMETER_SANITIZE)
  target_compile_options(hexameter_options INTERFACE
    -fsanitize=${HEXAMETER_SANITIZE} -fno-sanitize=vptr -fno-sanitize-recover=all
    -fno-omit-frame-pointer)
  target_link_options(hexameter_options INTERFACE -fsanitize=${HEXAMETER_SANITIZE})
  if(HEXAMETER_SANITIZE MATCHES "fuzzer")
    # RapidJSON adds to a null pointer that it then does not use; only clang looks at that.
    target_compile_options(hexameter_options INTERFACE -fno-sanitize=pointer-overflow)
  endif()
  if(HEXAMETER_SANITIZE MATCHES "thread")
    target_compile_options(hexameter_options INTERFACE -Wno-tsan)  # fences in Asio
  endif()
endif()
