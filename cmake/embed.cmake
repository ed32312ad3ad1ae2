# hexameter_embed(<out-var> <symbol> <file>): writes a .cpp that holds a text file as
# `extern const std::string_view hexameter::embedded::<symbol>` and puts its path into <out-var>.
# The source is written anew when the file changes.
function(hexameter_embed out symbol file)
  set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${file})
  file(READ ${file} content)
  set(target ${CMAKE_CURRENT_BINARY_DIR}/embedded/${symbol}.cpp)
  file(CONFIGURE OUTPUT ${target} @ONLY CONTENT
"#include <string_view>
namespace hexameter::embedded {
extern const std::string_view @symbol@;
const std::string_view @symbol@ = R\"hxm_embed(@content@)hxm_embed\";
}  // namespace hexameter::embedded
")
  set(${out} ${target} PARENT_SCOPE)
endfunction()
