#pragma once

#include <cairo-pdf.h>
#include <cairo.h>
#include <pango/pangocairo.h>

// The generic list type of GLib carries untyped data; this gives Swift the type back.
static inline PangoLayoutLine *cpango_layout_line(PangoLayout *layout, int index) {
  return pango_layout_get_line_readonly(layout, index);
}

// `gpointer` casts that Swift would have to spell at each place of use.
static inline void cpango_layout_free(PangoLayout *layout) { g_object_unref(layout); }
static inline void cpango_context_free(PangoContext *context) { g_object_unref(context); }
