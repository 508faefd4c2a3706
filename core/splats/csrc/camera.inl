// One camera's numbers, read from the input arrays.

namespace {

struct CameraData {
    float R[9], t[3], fx, fy, cx, cy, lim_x0, lim_x1, lim_y0, lim_y1, centre[3];
};

CameraData read_camera(const Input& in, int camera) {
    CameraData c;
    const float* m = in.cam_from_world + camera * 16;
    const float* K = in.K + camera * 9;
    for (int i = 0; i < 3; ++i) {
        for (int j = 0; j < 3; ++j) c.R[i * 3 + j] = m[i * 4 + j];
        c.t[i] = m[i * 4 + 3];
    }
    c.fx = K[0], c.fy = K[4], c.cx = K[2], c.cy = K[5];
    const float margin_x = 0.3f * 0.5f * in.W / c.fx, margin_y = 0.3f * 0.5f * in.H / c.fy;
    c.lim_x0 = -(c.cx / c.fx + margin_x), c.lim_x1 = (in.W - c.cx) / c.fx + margin_x;
    c.lim_y0 = -(c.cy / c.fy + margin_y), c.lim_y1 = (in.H - c.cy) / c.fy + margin_y;
    for (int i = 0; i < 3; ++i) c.centre[i] = -(c.R[i] * c.t[0] + c.R[3 + i] * c.t[1] + c.R[6 + i] * c.t[2]);
    return c;
}

}  // namespace
