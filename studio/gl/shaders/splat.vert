#version 330 core
// A quad around the ellipse of one splat; instances come back to front.
in uint splat;
uniform sampler2D placed_map, shape_map, color_map;
uniform vec2 size_px;
flat out vec2 centre;
flat out vec4 shape;
flat out vec4 color;     // rgb, opacity

void main() {
    int width = textureSize(placed_map, 0).x;
    ivec2 texel = ivec2(int(splat) % width, int(splat) / width);
    vec4 placed = texelFetch(placed_map, texel, 0);
    shape = texelFetch(shape_map, texel, 0);
    color = vec4(texelFetch(color_map, texel, 0).rgb, placed.w);
    centre = placed.xy;
    if (placed.w <= 0.0) {           // outside the clip volume
        gl_Position = vec4(2.0, 2.0, 2.0, 1.0);
        return;
    }
    vec2 variance = shape.zx / (shape.x * shape.z - shape.y * shape.y);
    vec2 reach = shape.w * sqrt(variance);
    vec2 corner = vec2(gl_VertexID & 1, gl_VertexID >> 1) * 2.0 - 1.0;
    vec2 at = (centre + corner * reach) / size_px * 2.0 - 1.0;
    gl_Position = vec4(at.x, -at.y, 0.0, 1.0);
}
