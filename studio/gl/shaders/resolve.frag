#version 330 core
// Lay the picture over what is behind it; the depth view gets its colours here.
uniform sampler2D picture;
uniform sampler2D backdrop;      // top row first
uniform vec4 background;         // alpha 0 keeps the picture premultiplied over nothing
uniform int behind;              // 0 the colour, 1 the backdrop, filling the target, 2 a checkerboard
uniform vec2 size_px;
uniform float square_px;
uniform int mode;
uniform vec3 stops[5];           // of the depth view, near to far
out vec4 result;

vec3 colored(float share) {
    float at = clamp(share, 0.0, 1.0) * 4.0;
    int i = min(int(at), 3);
    return mix(stops[i], stops[i + 1], at - float(i));
}

vec4 under() {
    if (background.a == 0.0) return vec4(0.0);
    vec2 at = vec2(gl_FragCoord.x, size_px.y - gl_FragCoord.y);
    if (behind == 1) {
        vec2 size = vec2(textureSize(backdrop, 0));
        float scale = max(size_px.x / size.x, size_px.y / size.y);
        return vec4(texture(backdrop, ((at - 0.5 * size_px) / scale + 0.5 * size) / size).rgb, 1.0);
    }
    if (behind == 2) {
        ivec2 square = ivec2(floor(at / square_px));
        return vec4(((square.x + square.y) & 1) == 0 ? vec3(0.75) : vec3(0.6), 1.0);
    }
    return vec4(background.rgb, 1.0);
}

void main() {
    vec4 over = texelFetch(picture, ivec2(gl_FragCoord.xy), 0);
    if (mode == 3) over.rgb = colored(over.r / max(over.a, 1e-4)) * over.a;
    result = over + (1.0 - over.a) * under();
}
