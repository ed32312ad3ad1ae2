# hexameter_add_plugin(<name> SOURCES <file>... [MANIFEST <file>] [LINK <library>...])
#
# Builds <name>.so, a plugin that exports the one symbol hexameter_plugin_v1, and embeds its
# manifest (plugin.json beside the CMakeLists.txt unless MANIFEST says otherwise) in the ELF section
# .hxm_manifest. The descriptors that the code answers with are generated from the same file
# (hexameter/abi/hxm_manifest.h), so the two cannot differ; they are C, which the
# project has to enable. The C and the C++ layer of the SDK (add_subdirectory() of plugin-sdk) are
# linked by themselves; so is hexameter::options (warnings, sanitizers) inside this tree. The global
# property HEXAMETER_PLUGINS lists the targets.
#
# The version script also takes the unique binding (STB_GNU_UNIQUE) from templates of the C++ library,
# which would pin a library in the process and merge its statics with those of others; the contract
# suite looks for any that is left.
set(HEXAMETER_SDK_CMAKE_DIR ${CMAKE_CURRENT_LIST_DIR})
set(HEXAMETER_SDK_ABI_DIR ${CMAKE_CURRENT_LIST_DIR}/../include/hexameter/abi)
include(${CMAKE_CURRENT_LIST_DIR}/HexameterManifest.cmake)

function(hexameter_add_plugin name)
  get_property(languages GLOBAL PROPERTY ENABLED_LANGUAGES)
  if(NOT C IN_LIST languages)
    message(FATAL_ERROR "hexameter_add_plugin(${name}): enable the language C, as in "
      "project(... LANGUAGES C CXX): the manifest is compiled as C")
  endif()
  if(NOT TARGET hexameter::sdk)
    message(FATAL_ERROR "hexameter_add_plugin(${name}): the SDK's headers are missing: "
      "add_subdirectory() the folder plugin-sdk before")
  endif()
  cmake_parse_arguments(arg "" "MANIFEST" "SOURCES;LINK" ${ARGN})
  if(NOT arg_MANIFEST)
    set(arg_MANIFEST plugin.json)
  endif()
  get_filename_component(manifest ${arg_MANIFEST} ABSOLUTE)
  set(generated ${CMAKE_CURRENT_BINARY_DIR}/${name}_manifest.c)
  hexameter_generate_manifest(${manifest} ${generated} minor_needed)

  add_library(${name} MODULE ${arg_SOURCES} ${generated})
  set_property(GLOBAL APPEND PROPERTY HEXAMETER_PLUGINS ${name})
  target_link_libraries(${name} PRIVATE
    hexameter::sdk $<TARGET_NAME_IF_EXISTS:hexameter::options> ${arg_LINK})
  target_compile_definitions(${name} PRIVATE HXM_MANIFEST_MINOR_NEEDED=${minor_needed}u)
  set_target_properties(${name} PROPERTIES
    PREFIX "" C_VISIBILITY_PRESET hidden CXX_VISIBILITY_PRESET hidden VISIBILITY_INLINES_HIDDEN ON
    POSITION_INDEPENDENT_CODE ON LINK_DEPENDS ${HEXAMETER_SDK_CMAKE_DIR}/plugin.version)
  target_compile_options(${name} PRIVATE -ffp-contract=off)
  target_link_options(${name} PRIVATE
    -Wl,--version-script=${HEXAMETER_SDK_CMAKE_DIR}/plugin.version
    -Wl,--exclude-libs,ALL -Wl,--gc-sections)
  if(NOT HEXAMETER_SANITIZE)
    target_link_options(${name} PRIVATE -Wl,-z,defs)
  endif()
endfunction()
