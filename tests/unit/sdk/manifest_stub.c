/* What hexameter_add_plugin() would generate: the tests link a plugin's entry into their program.
 */
#include <hexameter/abi/hxm_manifest.h>

static const hxm_descriptor descriptor = {
    .struct_size = sizeof(hxm_descriptor), .kind = HXM_PLUGIN_PROVIDER, .id = "good"};

uint32_t hxm_manifest_count(void) {
    return 1;
}

const hxm_descriptor* hxm_manifest_describe(uint32_t i) {
    return i == 0 ? &descriptor : 0;
}
