# hexameter_generate_manifest(<plugin.json> <out.c> <out-var>): C source with the manifest's text in
# the section .hxm_manifest and the descriptors of hexameter/abi/hxm_manifest.h; the variable gets
# the host minor that the plugin needs.

function(hexameter_c_string out text)
  string(REPLACE "\\" "\\\\" text "${text}")
  string(REPLACE "\"" "\\\"" text "${text}")
  string(REPLACE "?" "\\?" text "${text}")
  string(REPLACE "\n" "\\n\"\n  \"" text "${text}")
  set(${out} "\"${text}\"" PARENT_SCOPE)
endfunction()

# The member as a C string, or 0 when it is not there.
function(hexameter_json_c_string out json)
  string(JSON value ERROR_VARIABLE missing GET "${json}" ${ARGN})
  if(missing)
    set(${out} 0 PARENT_SCOPE)
  else()
    hexameter_c_string(text "${value}")
    set(${out} "${text}" PARENT_SCOPE)
  endif()
endfunction()

# Stops at the first member of the object that is none of `known`; `where` names the object.
function(hexameter_json_known json file where known)
  string(JSON n LENGTH "${json}")
  foreach(i RANGE 1 ${n})
    math(EXPR at "${i} - 1")
    string(JSON name MEMBER "${json}" ${at})
    if(NOT name IN_LIST known)
      list(JOIN known ", " list)
      message(FATAL_ERROR "${file}: ${where} has the unknown member \"${name}\"; known are ${list}")
    endif()
  endforeach()
endfunction()

# The array of words as `PREFIX_WORD | ...` with each word looked up in the list of known ones.
function(hexameter_json_bits out json file member shape known)
  string(JSON n ERROR_VARIABLE missing LENGTH "${json}" ${member})
  set(bits 0)
  if(NOT missing AND n GREATER 0)
    math(EXPR last "${n} - 1")
    foreach(i RANGE ${last})
      string(JSON word GET "${json}" ${member} ${i})
      if(NOT word IN_LIST known)
        list(JOIN known ", " list)
        message(FATAL_ERROR "${file}: ${member}[${i}] is \"${word}\"; known are ${list}")
      endif()
      string(TOUPPER ${word} upper)
      string(REPLACE "@" ${upper} bit "${shape}")
      string(APPEND bits " | ${bit}")
    endforeach()
  endif()
  set(${out} "${bits}" PARENT_SCOPE)
endfunction()

function(hexameter_json_word out json file known default)
  string(JSON word ERROR_VARIABLE missing GET "${json}" ${ARGN})
  if(missing)
    set(word ${default})
  endif()
  list(FIND known "${word}" index)
  if(index LESS 0)
    list(JOIN known ", " list)
    message(FATAL_ERROR "${file}: ${ARGN} is \"${word}\"; known are ${list}")
  endif()
  set(${out} ${index} PARENT_SCOPE)
endfunction()

function(hexameter_metric_source out json file index count)
  set(body "static const hxm_metric_def metrics_${index}[] = {\n")
  math(EXPR last "${count} - 1")
  foreach(i RANGE ${last})
    string(JSON metric GET "${json}" metrics ${i})
    hexameter_json_known("${metric}" ${file} "metrics[${i}]"
      "id;unit;help;source;direction;aggregate")
    hexameter_json_word(direction "${json}" ${file} "info;higher;lower" info metrics ${i} direction)
    hexameter_json_word(aggregate "${json}" ${file} "mean;ratio;none" mean metrics ${i} aggregate)
    foreach(member id unit help source)
      hexameter_json_c_string(${member} "${json}" metrics ${i} ${member})
    endforeach()
    string(APPEND body "  {${direction}, ${aggregate}, ${id}, ${unit}, ${help}, ${source}},\n")
  endforeach()
  set(${out} "${body}};\n" PARENT_SCOPE)
endfunction()

function(hexameter_generate_manifest file out out_needed)
  set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${file})
  file(READ ${file} manifest)
  string(JSON count ERROR_VARIABLE bad LENGTH "${manifest}" plugins)
  if(bad)
    message(FATAL_ERROR "${file}: ${bad}; a manifest is {\"plugins\": [{\"id\": ...}]}")
  endif()
  hexameter_json_known("${manifest}" ${file} "the manifest" "$schema;abi_minor_needed;plugins")
  file(STRINGS ${HEXAMETER_SDK_ABI_DIR}/hxm_base.h numbers REGEX "^#define HXM_ABI_M")
  string(REGEX MATCH "HXM_ABI_MAJOR +([0-9]+)" _ "${numbers}")
  set(major ${CMAKE_MATCH_1})
  string(REGEX MATCH "HXM_ABI_MINOR +([0-9]+)" _ "${numbers}")
  set(minor ${CMAKE_MATCH_1})
  string(JSON needed ERROR_VARIABLE missing GET "${manifest}" abi_minor_needed)
  if(missing)
    set(needed 0)
  endif()
  string(JSON manifest SET "${manifest}" abi
         "{\"major\": ${major}, \"minor_built\": ${minor}, \"minor_needed\": ${needed}}")

  set(metrics "")
  set(descriptors "")
  math(EXPR last "${count} - 1")
  foreach(i RANGE ${last})
    string(JSON plugin GET "${manifest}" plugins ${i})
    hexameter_json_known("${plugin}" ${file} "plugins[${i}]"
      "id;kind;name;version;license;aliases;accepts;produces;tasks;flags;config_schema;sample_schema;metrics")
    string(JSON metric_count ERROR_VARIABLE missing LENGTH "${plugin}" metrics)
    set(metric_array "0, sizeof(hxm_metric_def), 0")
    if(NOT missing AND metric_count GREATER 0)
      hexameter_metric_source(source "${plugin}" ${file} ${i} ${metric_count})
      string(APPEND metrics "${source}")
      set(metric_array "${metric_count}, sizeof(hxm_metric_def), metrics_${i}")
    endif()
    hexameter_json_word(kind "${plugin}" ${file} "none;provider;modality;metric;decoder" none kind)
    foreach(member id name version license config_schema accepts produces sample_schema)
      hexameter_json_c_string(${member} "${plugin}" ${member})
    endforeach()
    hexameter_json_bits(tasks "${plugin}" ${file} tasks "(1ull << HXM_TASK_@)"
      "chat;complete;transcribe;speak;make_image;make_video;make_mesh;embed")
    hexameter_json_bits(flags "${plugin}" ${file} flags "HXM_F_@"
      "deterministic;concurrent;needs_network")
    string(APPEND descriptors
      "  {sizeof(hxm_descriptor), ${kind}, ${id}, ${name}, ${version}, ${license}, ${config_schema},\n"
      "   ${accepts}, ${produces}, ${tasks}, ${flags}, ${metric_array}, ${sample_schema}},\n")
  endforeach()
  hexameter_c_string(text "${manifest}")
  file(CONFIGURE OUTPUT ${out} @ONLY CONTENT
"/* Generated from plugin.json: change that file, not this one. */
#include <hexameter/abi/hxm_manifest.h>

#pragma GCC diagnostic ignored \"-Woverlength-strings\"

__attribute__((section(\".hxm_manifest\"), used, retain)) static const char manifest_text[] =
  @text@;

@metrics@
static const hxm_descriptor descriptors[] = {
@descriptors@};

uint32_t hxm_manifest_count(void) { return @count@; }

const hxm_descriptor *hxm_manifest_describe(uint32_t i) {
  return i < @count@ ? &descriptors[i] : 0;
}
")
  set(${out_needed} ${needed} PARENT_SCOPE)
endfunction()
