<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="zh_CN" sourcelanguage="en">
<context>
    <name>AboutBox</name>
    <message>
        <source>Version {}</source>
        <translation>版本 {}</translation>
    </message>
    <message>
        <source>Trains a 3D Gaussian-splat head from a short video of a face, on your own computer, and moves it live. Nothing leaves this computer.</source>
        <translation>在您自己的电脑上，用一段简短的人脸视频训练 3D 高斯头像，并让它实时活动。没有任何数据离开这台电脑。</translation>
    </message>
    <message>
        <source>Apache License 2.0. Icons: Phosphor (MIT). Made with Qt, used under the LGPL version 3. The licences of models and data are on the Home page.</source>
        <translation>Apache License 2.0。图标：Phosphor（MIT）。使用 Qt 制作，依据 LGPL 第 3 版使用。模型和数据的许可见主页。</translation>
    </message>
    <message>
        <source>Licences</source>
        <translation>许可</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>关闭</translation>
    </message>
    <message>
        <source>Close (Escape)</source>
        <translation>关闭（Esc）</translation>
    </message>
</context>
<context>
    <name>AddPanel</name>
    <message>
        <source>Add faces to a bank</source>
        <translation>向表情库添加人脸</translation>
    </message>
    <message>
        <source>Every distinct expression of a clip is kept, as numbers and a small picture. No video is kept.</source>
        <translation>保留片段中每个不同的表情，存为数值和小图。不保留视频。</translation>
    </message>
    <message>
        <source>Videos and folders to add</source>
        <translation>要添加的视频和文件夹</translation>
    </message>
    <message>
        <source>Clips of one person should carry one name</source>
        <translation>同一人物的片段应使用同一个名字</translation>
    </message>
    <message>
        <source>Add videos…</source>
        <translation>添加视频…</translation>
    </message>
    <message>
        <source>Choose video files</source>
        <translation>选择视频文件</translation>
    </message>
    <message>
        <source>Add a folder…</source>
        <translation>添加文件夹…</translation>
    </message>
    <message>
        <source>A folder of videos or pictures</source>
        <translation>视频或图片文件夹</translation>
    </message>
    <message>
        <source>Take off the list</source>
        <translation>从列表移除</translation>
    </message>
    <message>
        <source>Leave out the selected rows</source>
        <translation>排除所选的行</translation>
    </message>
    <message>
        <source>Licence note, such as “own recordings, with consent”</source>
        <translation>许可说明，例如“自行拍摄，已获同意”</translation>
    </message>
    <message>
        <source>Licence note</source>
        <translation>许可说明</translation>
    </message>
    <message>
        <source>Kept with these clips and told to everyone who uses the bank</source>
        <translation>与这些片段一起保存，并告知所有使用此库的人</translation>
    </message>
    <message>
        <source>Add to the bank that is in use</source>
        <translation>添加到当前使用的表情库</translation>
    </message>
    <message>
        <source>Into a new bank</source>
        <translation>放入新表情库</translation>
    </message>
    <message>
        <source>You choose its name and place next</source>
        <translation>接下来选择它的名称和位置</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>Close without adding</source>
        <translation>不添加并关闭</translation>
    </message>
    <message>
        <source>Start</source>
        <translation>开始</translation>
    </message>
    <message>
        <source>The work goes on in the background</source>
        <translation>工作在后台继续</translation>
    </message>
    <message>
        <source>Into “{}”</source>
        <translation>放入“{}”</translation>
    </message>
    <message>
        <source>Into the bank in use</source>
        <translation>放入当前表情库</translation>
    </message>
    <message>
        <source>Begin with the faces of “{}”</source>
        <translation>以“{}”的人脸开始</translation>
    </message>
    <message>
        <source>The new bank holds these faces too; the old one stays as it is</source>
        <translation>新表情库也包含这些人脸；旧库保持不变</translation>
    </message>
    <message>
        <source>Another bank job runs; wait for it</source>
        <translation>另一个表情库任务正在运行；请等待</translation>
    </message>
    <message>
        <source>Videos ({});;All files (*)</source>
        <translation>视频 ({});;所有文件 (*)</translation>
    </message>
    <message>
        <source>Add videos</source>
        <translation>添加视频</translation>
    </message>
    <message>
        <source>Add a folder</source>
        <translation>添加文件夹</translation>
    </message>
    <message>
        <source>Banks (*{})</source>
        <translation>表情库 (*{})</translation>
    </message>
    <message>
        <source>New bank</source>
        <translation>新表情库</translation>
    </message>
</context>
<context>
    <name>AskPicture</name>
    <message>
        <source>Example</source>
        <translation>示例</translation>
    </message>
    <message>
        <source>A face of the bank that shows it, as in a mirror</source>
        <translation>库中展示该表情的一张人脸，如同照镜子</translation>
    </message>
</context>
<context>
    <name>AsksModel</name>
    <message>
        <source>{}, {} s: would cover {} % more of the bank</source>
        <translation>{}，{} 秒：可多覆盖库的 {}%</translation>
    </message>
    <message>
        <source>{} s, +{} %</source>
        <translation>{} 秒，+{}%</translation>
    </message>
</context>
<context>
    <name>AutosaveSign</name>
    <message>
        <source>Saved</source>
        <translation>已保存</translation>
    </message>
    <message>
        <source>Every change is saved by itself</source>
        <translation>每处更改都会自动保存</translation>
    </message>
    <message>
        <source>Saving</source>
        <translation>正在保存</translation>
    </message>
    <message>
        <source>Not saved</source>
        <translation>未保存</translation>
    </message>
    <message>
        <source>The last change could not be written; the next one tries again</source>
        <translation>上一处更改无法写入；下次更改时会重试</translation>
    </message>
</context>
<context>
    <name>AvatarList</name>
    <message>
        <source>Demo avatar</source>
        <translation>演示头像</translation>
    </message>
</context>
<context>
    <name>BackgroundChooser</name>
    <message>
        <source>Neutral grey</source>
        <translation>中性灰</translation>
    </message>
    <message>
        <source>As in training</source>
        <translation>与训练时相同</translation>
    </message>
    <message>
        <source>Black</source>
        <translation>黑色</translation>
    </message>
    <message>
        <source>White</source>
        <translation>白色</translation>
    </message>
    <message>
        <source>Colour…</source>
        <translation>颜色…</translation>
    </message>
    <message>
        <source>Picture…</source>
        <translation>图片…</translation>
    </message>
    <message>
        <source>Transparent</source>
        <translation>透明</translation>
    </message>
    <message>
        <source>Saved pictures have no background</source>
        <translation>保存的图片没有背景</translation>
    </message>
    <message>
        <source>Background colour</source>
        <translation>背景颜色</translation>
    </message>
    <message>
        <source>Pictures ({})</source>
        <translation>图片 ({})</translation>
    </message>
    <message>
        <source>Background picture</source>
        <translation>背景图片</translation>
    </message>
</context>
<context>
    <name>BankBar</name>
    <message>
        <source>The face that the order follows</source>
        <translation>排列所依据的人脸</translation>
    </message>
    <message>
        <source>Show all</source>
        <translation>全部显示</translation>
    </message>
    <message>
        <source>The whole bank, in its own order</source>
        <translation>整个表情库，按其自身顺序</translation>
    </message>
    <message>
        <source>{} of {} faces</source>
        <translation>{} 张人脸，共 {} 张</translation>
    </message>
    <message>
        <source>{} faces</source>
        <translation>{} 张人脸</translation>
    </message>
    <message>
        <source>repeated ones</source>
        <translation>重复的人脸</translation>
    </message>
    <message>
        <source>measuring…</source>
        <translation>正在测量…</translation>
    </message>
    <message>
        <source>not like any frame of the capture</source>
        <translation>与采集的任何帧都不相似</translation>
    </message>
    <message>
        <source>like {}, nearest first</source>
        <translation>与 {} 相似，最近的在前</translation>
    </message>
</context>
<context>
    <name>BankCommands</name>
    <message>
        <source>frame {} of {}</source>
        <translation>第 {} 帧，共 {} 帧</translation>
    </message>
    <message>
        <source>This frame cannot be looked for</source>
        <translation>无法查找此帧</translation>
    </message>
    <message>
        <source>No face was found in it. Choose another frame on the Capture page.</source>
        <translation>其中没有找到人脸。请在采集页面选择另一帧。</translation>
    </message>
    <message>
        <source>Open a bank</source>
        <translation>打开表情库</translation>
    </message>
    <message>
        <source>Use the bank “{}”</source>
        <translation>使用表情库“{}”</translation>
    </message>
    <message>
        <source>Remove for good</source>
        <translation>永久移除</translation>
    </message>
    <message>
        <source>Remove {} and all their clips from “{}” for good?</source>
        <translation>将 {} 及其所有片段从“{}”永久移除？</translation>
    </message>
    <message>
        <source>Remove the clip {} from “{}” for good?</source>
        <translation>将片段 {} 从“{}”永久移除？</translation>
    </message>
    <message>
        <source>The faces are erased from the bank’s file and the whole bank is checked. This cannot be undone.</source>
        <translation>这些人脸会从库文件中抹去，并检查整个库。此操作无法撤销。</translation>
    </message>
    <message>
        <source>Remove</source>
        <translation>移除</translation>
    </message>
    <message>
        <source>Removing {}</source>
        <translation>正在移除 {}</translation>
    </message>
    <message>
        <source>The enclosed bank is not changed</source>
        <translation>自带的表情库不会改变</translation>
    </message>
    <message>
        <source>Make a bank of your own that begins with its faces: “Add faces”, “Into a new bank”.</source>
        <translation>建立以它的人脸为开头的自己的表情库：“添加人脸”，“放入新表情库”。</translation>
    </message>
    <message>
        <source>Bank</source>
        <translation>表情库</translation>
    </message>
    <message>
        <source>Add faces</source>
        <translation>添加人脸</translation>
    </message>
    <message>
        <source>Add videos and folders to a bank, or make a new one</source>
        <translation>向表情库添加视频和文件夹，或新建一个</translation>
    </message>
    <message>
        <source>Merge a bank</source>
        <translation>合并表情库</translation>
    </message>
    <message>
        <source>Put another bank’s faces into this one</source>
        <translation>将另一个库的人脸放入此库</translation>
    </message>
    <message>
        <source>Choose a bank’s folder (name.rafbank)</source>
        <translation>选择表情库的文件夹（name.rafbank）</translation>
    </message>
    <message>
        <source>New bank</source>
        <translation>新表情库</translation>
    </message>
    <message>
        <source>Make a bank of videos</source>
        <translation>用视频建立表情库</translation>
    </message>
    <message>
        <source>Use the enclosed bank</source>
        <translation>使用自带的表情库</translation>
    </message>
    <message>
        <source>The small bank that comes with the program</source>
        <translation>程序自带的小型表情库</translation>
    </message>
    <message>
        <source> Faces like…</source>
        <translation> 相似的人脸…</translation>
    </message>
    <message>
        <source>Order the bank by likeness to a face (nearest neighbours)</source>
        <translation>按与某张人脸的相似度排列表情库（最近邻）</translation>
    </message>
    <message>
        <source>Faces like the capture’s frame</source>
        <translation>与采集的帧相似的人脸</translation>
    </message>
    <message>
        <source>The frame that is selected on the Capture page</source>
        <translation>采集页面上选中的帧</translation>
    </message>
    <message>
        <source>Faces like a picture</source>
        <translation>与图片相似的人脸</translation>
    </message>
    <message>
        <source>Choose a picture of a face, or drop one on the window</source>
        <translation>选择一张人脸图片，或将其拖放到窗口</translation>
    </message>
    <message>
        <source>Faces like me now</source>
        <translation>与我现在相似的人脸</translation>
    </message>
    <message>
        <source>Take one picture with the camera and look for faces like it</source>
        <translation>用摄像头拍一张图片，查找与之相似的人脸</translation>
    </message>
    <message>
        <source>Faces only</source>
        <translation>仅人脸</translation>
    </message>
    <message>
        <source>Faces and map</source>
        <translation>人脸和地图</translation>
    </message>
    <message>
        <source>Map only</source>
        <translation>仅地图</translation>
    </message>
    <message>
        <source>No bank</source>
        <translation>没有表情库</translation>
    </message>
    <message>
        <source>Choose a bank</source>
        <translation>选择表情库</translation>
    </message>
    <message>
        <source>Pictures ({})</source>
        <translation>图片 ({})</translation>
    </message>
</context>
<context>
    <name>BankPage</name>
    <message>
        <source>Drop to add its faces to a bank</source>
        <translation>拖放以将其中的人脸添加到表情库</translation>
    </message>
    <message>
        <source>Filter</source>
        <translation>筛选</translation>
    </message>
    <message>
        <source>Face</source>
        <translation>人脸</translation>
    </message>
    <message>
        <source>Figures</source>
        <translation>指标</translation>
    </message>
</context>
<context>
    <name>BankState</name>
    <message>
        <source>Use the enclosed bank</source>
        <translation>使用自带的表情库</translation>
    </message>
    <message>
        <source>Choose another bank…</source>
        <translation>选择其他表情库…</translation>
    </message>
    <message>
        <source>A bank holds expressions of many people, so that training can borrow from them.</source>
        <translation>表情库保存许多人的表情，训练可以从中借用。</translation>
    </message>
    <message>
        <source>No bank</source>
        <translation>没有表情库</translation>
    </message>
    <message>
        <source>Add videos…</source>
        <translation>添加视频…</translation>
    </message>
    <message>
        <source>Widen the ranges, or choose other people.</source>
        <translation>放宽范围，或选择其他人物。</translation>
    </message>
    <message>
        <source>No face passes the filter</source>
        <translation>没有人脸通过筛选</translation>
    </message>
    <message>
        <source>Show all faces</source>
        <translation>显示所有人脸</translation>
    </message>
    <message>
        <source>Add clips of people’s faces. Each distinct expression becomes one face of the bank.</source>
        <translation>添加人脸片段。每个不同的表情成为库中的一张人脸。</translation>
    </message>
    <message>
        <source>“{}” has no faces yet</source>
        <translation>“{}”还没有人脸</translation>
    </message>
    <message>
        <source>Reading “{}”</source>
        <translation>正在读取“{}”</translation>
    </message>
</context>
<context>
    <name>BankWork</name>
    <message>
        <source>Making the bank “{}”</source>
        <translation>正在建立表情库“{}”</translation>
    </message>
    <message>
        <source>Adding faces to “{}”</source>
        <translation>正在向“{}”添加人脸</translation>
    </message>
    <message>
        <source>Merging into “{}”</source>
        <translation>正在合并到“{}”</translation>
    </message>
    <message>
        <source>The camera’s picture</source>
        <translation>摄像头画面</translation>
    </message>
    <message>
        <source>Use the bank “{}”</source>
        <translation>使用表情库“{}”</translation>
    </message>
    <message>
        <source>{} faces of {} clips were added.</source>
        <translation>已添加 {} 张人脸，来自 {} 个片段。</translation>
    </message>
    <message>
        <source>{} clips were in it already.</source>
        <translation>其中 {} 个片段此前已在库中。</translation>
    </message>
    <message>
        <source>The bank is ready</source>
        <translation>表情库已就绪</translation>
    </message>
    <message>
        <source>The banks are merged</source>
        <translation>表情库已合并</translation>
    </message>
    <message>
        <source>{} faces were added.</source>
        <translation>已添加 {} 张人脸。</translation>
    </message>
    <message>
        <source>{} faces are gone for good, the file is {:.1f} MB smaller, and the bank was checked: it is sound.</source>
        <translation>{} 张人脸已永久删除，文件缩小了 {:.1f} MB，表情库已检查：完好。</translation>
    </message>
    <message>
        <source>Removed</source>
        <translation>已移除</translation>
    </message>
    <message>
        <source>Looking at {}</source>
        <translation>正在查看 {}</translation>
    </message>
</context>
<context>
    <name>Bell</name>
    <message>
        <source>{} warnings and errors</source>
        <translation>{} 条警告和错误</translation>
    </message>
    <message>
        <source>No warnings</source>
        <translation>没有警告</translation>
    </message>
</context>
<context>
    <name>BusyBar</name>
    <message>
        <source>Progress</source>
        <translation>进度</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>Stop this work</source>
        <translation>停止此工作</translation>
    </message>
    <message>
        <source>{}: {}</source>
        <translation>{}：{}</translation>
    </message>
    <message>
        <source>{} of {} frames</source>
        <translation>{} 帧，共 {} 帧</translation>
    </message>
    <message>
        <source>about {} left</source>
        <translation>剩余约 {}</translation>
    </message>
    <message>
        <source>starting the engine</source>
        <translation>正在启动引擎</translation>
    </message>
    <message>
        <source>finding the face</source>
        <translation>正在查找人脸</translation>
    </message>
    <message>
        <source>measuring head and expression</source>
        <translation>正在测量头部和表情</translation>
    </message>
    <message>
        <source>loading the pictures</source>
        <translation>正在载入图片</translation>
    </message>
</context>
<context>
    <name>BusyState</name>
    <message>
        <source>Progress</source>
        <translation>进度</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>Stop reading; nothing of this video stays in the project</source>
        <translation>停止读取；此视频的任何内容都不会留在项目中</translation>
    </message>
    <message>
        <source>frame {} of {}</source>
        <translation>第 {} 帧，共 {} 帧</translation>
    </message>
    <message>
        <source>about {} left</source>
        <translation>剩余约 {}</translation>
    </message>
    <message>
        <source>{} more wait</source>
        <translation>还有 {} 项等待</translation>
    </message>
    <message>
        <source>Starting the engine</source>
        <translation>正在启动引擎</translation>
    </message>
    <message>
        <source>Copying the video</source>
        <translation>正在复制视频</translation>
    </message>
    <message>
        <source>Finding the face</source>
        <translation>正在查找人脸</translation>
    </message>
    <message>
        <source>Measuring head and expression</source>
        <translation>正在测量头部和表情</translation>
    </message>
</context>
<context>
    <name>CameraChooser</name>
    <message>
        <source>Camera</source>
        <translation>摄像头</translation>
    </message>
    <message>
        <source>Which camera to use</source>
        <translation>使用哪个摄像头</translation>
    </message>
</context>
<context>
    <name>Cameras</name>
    <message>
        <source>Camera {}</source>
        <translation>摄像头 {}</translation>
    </message>
</context>
<context>
    <name>CaptureActions</name>
    <message>
        <source>Add a video</source>
        <translation>添加视频</translation>
    </message>
    <message>
        <source>Another video of the same person</source>
        <translation>同一人物的另一段视频</translation>
    </message>
    <message>
        <source>Add a folder of pictures</source>
        <translation>添加图片文件夹</translation>
    </message>
    <message>
        <source>The frames of a video as pictures</source>
        <translation>视频各帧的图片</translation>
    </message>
    <message>
        <source>Record from the camera</source>
        <translation>用摄像头录制</translation>
    </message>
    <message>
        <source>The coach tells you what to do</source>
        <translation>教练会告诉您做什么</translation>
    </message>
    <message>
        <source>Remove this capture</source>
        <translation>移除此采集</translation>
    </message>
    <message>
        <source>Take the capture out of the project</source>
        <translation>将采集移出项目</translation>
    </message>
    <message>
        <source>Train an avatar</source>
        <translation>训练头像</translation>
    </message>
    <message>
        <source>Go on to training</source>
        <translation>继续训练</translation>
    </message>
    <message>
        <source>Play</source>
        <translation>播放</translation>
    </message>
    <message>
        <source>Play or stop</source>
        <translation>播放或停止</translation>
    </message>
    <message>
        <source>Play backwards</source>
        <translation>倒放</translation>
    </message>
    <message>
        <source>Again: faster</source>
        <translation>再按一次：更快</translation>
    </message>
    <message>
        <source>Stop playing</source>
        <translation>停止播放</translation>
    </message>
    <message>
        <source>Stand still</source>
        <translation>停住</translation>
    </message>
    <message>
        <source>Play forwards</source>
        <translation>正放</translation>
    </message>
    <message>
        <source>Previous frame</source>
        <translation>上一帧</translation>
    </message>
    <message>
        <source>One frame back</source>
        <translation>后退一帧</translation>
    </message>
    <message>
        <source>Next frame</source>
        <translation>下一帧</translation>
    </message>
    <message>
        <source>One frame on</source>
        <translation>前进一帧</translation>
    </message>
    <message>
        <source>First frame</source>
        <translation>第一帧</translation>
    </message>
    <message>
        <source>To the beginning</source>
        <translation>回到开头</translation>
    </message>
    <message>
        <source>Last frame</source>
        <translation>最后一帧</translation>
    </message>
    <message>
        <source>To the end</source>
        <translation>到结尾</translation>
    </message>
    <message>
        <source>Begin here</source>
        <translation>从这里开始</translation>
    </message>
    <message>
        <source>Use nothing before this frame (trim)</source>
        <translation>此帧之前的都不使用（裁切）</translation>
    </message>
    <message>
        <source>End here</source>
        <translation>到这里结束</translation>
    </message>
    <message>
        <source>Use nothing after this frame (trim)</source>
        <translation>此帧之后的都不使用（裁切）</translation>
    </message>
    <message>
        <source>Exclude or use again</source>
        <translation>排除或重新使用</translation>
    </message>
    <message>
        <source>The marked stretch, or this frame: not used for training</source>
        <translation>标记的部分或此帧：不用于训练</translation>
    </message>
    <message>
        <source>Neutral face</source>
        <translation>中性面部</translation>
    </message>
    <message>
        <source>The marked stretch, or this frame, shows the resting face</source>
        <translation>标记的部分或此帧显示静息面部</translation>
    </message>
    <message>
        <source>Hold out marked</source>
        <translation>留出所标记的部分</translation>
    </message>
    <message>
        <source>Keep the marked stretch for judging</source>
        <translation>将标记的部分留作评价</translation>
    </message>
    <message>
        <source>Clear the mark</source>
        <translation>清除标记</translation>
    </message>
    <message>
        <source>Mark no stretch</source>
        <translation>不标记任何部分</translation>
    </message>
    <message>
        <source>Show all frames</source>
        <translation>显示所有帧</translation>
    </message>
    <message>
        <source>The timeline shows the whole video</source>
        <translation>时间线显示整段视频</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>停止</translation>
    </message>
    <message>
        <source>Landmarks</source>
        <translation>关键点</translation>
    </message>
    <message>
        <source>The points that the tracker found</source>
        <translation>跟踪器找到的点</translation>
    </message>
    <message>
        <source>Person mask</source>
        <translation>人物蒙版</translation>
    </message>
    <message>
        <source>Darken what is not the person</source>
        <translation>将人物以外的部分变暗</translation>
    </message>
    <message>
        <source>Head axes</source>
        <translation>头部坐标轴</translation>
    </message>
    <message>
        <source>Where the head points: red to its left, green up, blue ahead</source>
        <translation>头部朝向：红色指向其左侧，绿色向上，蓝色向前</translation>
    </message>
    <message>
        <source>Crop</source>
        <translation>裁剪</translation>
    </message>
    <message>
        <source>The square that training sees; drag its corners</source>
        <translation>训练所见的方框；拖动其四角</translation>
    </message>
</context>
<context>
    <name>CaptureDecisions</name>
    <message>
        <source>Begin at frame {}</source>
        <translation>从第 {} 帧开始</translation>
    </message>
    <message>
        <source>End at frame {}</source>
        <translation>到第 {} 帧结束</translation>
    </message>
    <message>
        <source>Trim</source>
        <translation>裁切</translation>
    </message>
    <message>
        <source>Use the whole length</source>
        <translation>使用全部长度</translation>
    </message>
    <message>
        <source>Use {} frames again</source>
        <translation>重新使用 {} 帧</translation>
    </message>
    <message>
        <source>Exclude {} frames</source>
        <translation>排除 {} 帧</translation>
    </message>
    <message>
        <source>Exclude blurred frames</source>
        <translation>排除模糊帧</translation>
    </message>
    <message>
        <source>Use all excluded frames again</source>
        <translation>重新使用所有被排除的帧</translation>
    </message>
    <message>
        <source>Not neutral: {} frames</source>
        <translation>取消中性：{} 帧</translation>
    </message>
    <message>
        <source>Neutral: {} frames</source>
        <translation>中性：{} 帧</translation>
    </message>
    <message>
        <source>Find the neutral face automatically</source>
        <translation>自动查找中性面部</translation>
    </message>
    <message>
        <source>Train on {} frames again</source>
        <translation>重新用 {} 帧训练</translation>
    </message>
    <message>
        <source>Hold out {} frames</source>
        <translation>留出 {} 帧</translation>
    </message>
    <message>
        <source>Choose the held-out part automatically</source>
        <translation>自动选择留出部分</translation>
    </message>
    <message>
        <source>Hold out nothing</source>
        <translation>不留出</translation>
    </message>
    <message>
        <source>Change the focal length</source>
        <translation>更改焦距</translation>
    </message>
    <message>
        <source>Let the crop follow the face</source>
        <translation>让裁剪跟随人脸</translation>
    </message>
    <message>
        <source>Change the crop</source>
        <translation>更改裁剪</translation>
    </message>
    <message>
        <source>Change the consent</source>
        <translation>更改授权同意</translation>
    </message>
</context>
<context>
    <name>CaptureList</name>
    <message>
        <source>{}: {}, {} frames, {} × {} pixels</source>
        <translation>{}：{}，{} 帧，{} × {} 像素</translation>
    </message>
</context>
<context>
    <name>CapturePage</name>
    <message>
        <source>Frame</source>
        <translation>帧</translation>
    </message>
    <message>
        <source>Coach</source>
        <translation>教练</translation>
    </message>
    <message>
        <source>Consent</source>
        <translation>授权同意</translation>
    </message>
    <message>
        <source>Videos ({});;All files (*)</source>
        <translation>视频 ({});;所有文件 (*)</translation>
    </message>
    <message>
        <source>Choose a video</source>
        <translation>选择视频</translation>
    </message>
    <message>
        <source>Choose a folder of pictures</source>
        <translation>选择图片文件夹</translation>
    </message>
    <message>
        <source>Remove “{}” from the project?</source>
        <translation>将“{}”从项目中移除？</translation>
    </message>
    <message>
        <source>The project&apos;s copy of the video is deleted for good. Avatars made of it and the original stay.</source>
        <translation>项目中的视频副本将被永久删除。用它制作的头像和原始视频会保留。</translation>
    </message>
    <message>
        <source>Remove</source>
        <translation>移除</translation>
    </message>
    <message>
        <source>Keep</source>
        <translation>保留</translation>
    </message>
</context>
<context>
    <name>CaptureWork</name>
    <message>
        <source>Reading {}</source>
        <translation>正在读取 {}</translation>
    </message>
</context>
<context>
    <name>ChannelBars</name>
    <message>
        <source>Expression channels</source>
        <translation>表情通道</translation>
    </message>
    <message>
        <source>Expression, channel by channel</source>
        <translation>逐通道的表情</translation>
    </message>
</context>
<context>
    <name>Channels</name>
    <message>
        <source>Brow lowered</source>
        <translation>眉毛下压</translation>
    </message>
    <message>
        <source>Gap between brows</source>
        <translation>眉间距</translation>
    </message>
    <message>
        <source>Inner brows raised</source>
        <translation>眉头上抬</translation>
    </message>
    <message>
        <source>Outer brow raised</source>
        <translation>眉尾上抬</translation>
    </message>
    <message>
        <source>Cheeks puffed</source>
        <translation>鼓腮</translation>
    </message>
    <message>
        <source>Cheek raised</source>
        <translation>颧部上提</translation>
    </message>
    <message>
        <source>Chin height</source>
        <translation>下巴高度</translation>
    </message>
    <message>
        <source>Chin to the left</source>
        <translation>下巴左移</translation>
    </message>
    <message>
        <source>Eye closed</source>
        <translation>闭眼</translation>
    </message>
    <message>
        <source>Look down</source>
        <translation>向下看</translation>
    </message>
    <message>
        <source>Look inward</source>
        <translation>向内看</translation>
    </message>
    <message>
        <source>Look outward</source>
        <translation>向外看</translation>
    </message>
    <message>
        <source>Look up</source>
        <translation>向上看</translation>
    </message>
    <message>
        <source>Eye narrowed</source>
        <translation>眯眼</translation>
    </message>
    <message>
        <source>Eye wide open</source>
        <translation>瞪大眼</translation>
    </message>
    <message>
        <source>Gaze up</source>
        <translation>视线向上</translation>
    </message>
    <message>
        <source>Left eye up</source>
        <translation>左眼向上看</translation>
    </message>
    <message>
        <source>Right eye up</source>
        <translation>右眼向上看</translation>
    </message>
    <message>
        <source>Gaze to the left</source>
        <translation>视线向左</translation>
    </message>
    <message>
        <source>Left eye to the left</source>
        <translation>左眼向左看</translation>
    </message>
    <message>
        <source>Right eye to the left</source>
        <translation>右眼向左看</translation>
    </message>
    <message>
        <source>Head raised</source>
        <translation>抬头</translation>
    </message>
    <message>
        <source>Head turned left</source>
        <translation>头向左转</translation>
    </message>
    <message>
        <source>Inner brow height</source>
        <translation>眉头高度</translation>
    </message>
    <message>
        <source>Jaw forward</source>
        <translation>下颌前伸</translation>
    </message>
    <message>
        <source>Jaw to the left</source>
        <translation>下颌左移</translation>
    </message>
    <message>
        <source>Jaw open</source>
        <translation>下颌张开</translation>
    </message>
    <message>
        <source>Jaw to the right</source>
        <translation>下颌右移</translation>
    </message>
    <message>
        <source>Eye opening</source>
        <translation>睁眼程度</translation>
    </message>
    <message>
        <source>Lower lid height</source>
        <translation>下眼睑高度</translation>
    </message>
    <message>
        <source>Lower lip height</source>
        <translation>下唇高度</translation>
    </message>
    <message>
        <source>Lower lip forward</source>
        <translation>下唇前凸</translation>
    </message>
    <message>
        <source>Lower lip fullness</source>
        <translation>下唇厚度</translation>
    </message>
    <message>
        <source>Lips closed</source>
        <translation>双唇闭合</translation>
    </message>
    <message>
        <source>Corner height</source>
        <translation>嘴角高度</translation>
    </message>
    <message>
        <source>Dimple</source>
        <translation>酒窝</translation>
    </message>
    <message>
        <source>Corner down</source>
        <translation>嘴角下垂</translation>
    </message>
    <message>
        <source>Lips rounded</source>
        <translation>圆唇</translation>
    </message>
    <message>
        <source>Mouth to the left</source>
        <translation>嘴部左移</translation>
    </message>
    <message>
        <source>Lower lip down</source>
        <translation>下唇下拉</translation>
    </message>
    <message>
        <source>Mouth opening</source>
        <translation>张嘴程度</translation>
    </message>
    <message>
        <source>Side opening</source>
        <translation>嘴侧张开</translation>
    </message>
    <message>
        <source>Lips pressed</source>
        <translation>抿唇</translation>
    </message>
    <message>
        <source>Lips puckered</source>
        <translation>噘嘴</translation>
    </message>
    <message>
        <source>Mouth to the right</source>
        <translation>嘴部右移</translation>
    </message>
    <message>
        <source>Lower lip rolled in</source>
        <translation>下唇内卷</translation>
    </message>
    <message>
        <source>Upper lip rolled in</source>
        <translation>上唇内卷</translation>
    </message>
    <message>
        <source>Lower lip pushed up</source>
        <translation>下唇上顶</translation>
    </message>
    <message>
        <source>Upper lip pushed up</source>
        <translation>上唇上顶</translation>
    </message>
    <message>
        <source>Smile</source>
        <translation>微笑</translation>
    </message>
    <message>
        <source>Corner stretched</source>
        <translation>嘴角横拉</translation>
    </message>
    <message>
        <source>Upper lip raised</source>
        <translation>上唇上提</translation>
    </message>
    <message>
        <source>Mouth width</source>
        <translation>嘴宽</translation>
    </message>
    <message>
        <source>Nose wrinkled</source>
        <translation>皱鼻</translation>
    </message>
    <message>
        <source>Outer brow height</source>
        <translation>眉尾高度</translation>
    </message>
    <message>
        <source>Tongue out</source>
        <translation>吐舌</translation>
    </message>
    <message>
        <source>Upper lip height</source>
        <translation>上唇高度</translation>
    </message>
    <message>
        <source>Upper lip forward</source>
        <translation>上唇前凸</translation>
    </message>
    <message>
        <source>Upper lip fullness</source>
        <translation>上唇厚度</translation>
    </message>
    <message>
        <source>{} (fitted)</source>
        <translation>{}（拟合）</translation>
    </message>
    <message>
        <source>{}, left</source>
        <translation>{}（左）</translation>
    </message>
    <message>
        <source>{}, right</source>
        <translation>{}（右）</translation>
    </message>
</context>
<context>
    <name>CheckListView</name>
    <message>
        <source>The space bar ticks what is shown.</source>
        <translation>空格键勾选所显示的条目。</translation>
    </message>
</context>
<context>
    <name>ChooserBar</name>
    <message>
        <source>Moved by</source>
        <translation>驱动来源</translation>
    </message>
    <message>
        <source>What moves both avatars: a capture of the project, or any video of a face</source>
        <translation>驱动两个头像的内容：项目中的采集，或任意人脸视频</translation>
    </message>
    <message>
        <source>Avatar {}</source>
        <translation>头像 {}</translation>
    </message>
    <message>
        <source>Choose avatar {}: of a run of this project, or any avatar file</source>
        <translation>选择头像 {}：此项目某次训练的头像，或任意头像文件</translation>
    </message>
    <message>
        <source>Choose an avatar</source>
        <translation>选择头像</translation>
    </message>
    <message>
        <source>Capture: {}</source>
        <translation>采集：{}</translation>
    </message>
    <message>
        <source>Video: {}</source>
        <translation>视频：{}</translation>
    </message>
    <message>
        <source>Another video…</source>
        <translation>其他视频…</translation>
    </message>
</context>
<context>
    <name>Coach</name>
    <message>
        <source>open your mouth wide</source>
        <translation>张大嘴巴</translation>
    </message>
    <message>
        <source>press your lips together</source>
        <translation>紧闭双唇</translation>
    </message>
    <message>
        <source>stretch your mouth wide</source>
        <translation>把嘴向两侧拉宽</translation>
    </message>
    <message>
        <source>make your mouth small</source>
        <translation>把嘴缩小</translation>
    </message>
    <message>
        <source>smile broadly</source>
        <translation>咧嘴大笑</translation>
    </message>
    <message>
        <source>pull the corners of your mouth down</source>
        <translation>嘴角向下拉</translation>
    </message>
    <message>
        <source>show your upper teeth</source>
        <translation>露出上牙</translation>
    </message>
    <message>
        <source>show your lower teeth</source>
        <translation>露出下牙</translation>
    </message>
    <message>
        <source>push your lips forward</source>
        <translation>双唇向前撅</translation>
    </message>
    <message>
        <source>make a round mouth, as for “oh”</source>
        <translation>把嘴做成圆形，如发“哦”音</translation>
    </message>
    <message>
        <source>move your mouth to your left</source>
        <translation>把嘴移向您的左侧</translation>
    </message>
    <message>
        <source>move your mouth to your right</source>
        <translation>把嘴移向您的右侧</translation>
    </message>
    <message>
        <source>close your eyes</source>
        <translation>闭上眼睛</translation>
    </message>
    <message>
        <source>open your eyes wide</source>
        <translation>睁大眼睛</translation>
    </message>
    <message>
        <source>narrow your eyes</source>
        <translation>眯起眼睛</translation>
    </message>
    <message>
        <source>raise your eyebrows</source>
        <translation>抬起眉毛</translation>
    </message>
    <message>
        <source>lower your eyebrows</source>
        <translation>压低眉毛</translation>
    </message>
    <message>
        <source>draw your eyebrows together</source>
        <translation>皱起眉头</translation>
    </message>
    <message>
        <source>look to your left</source>
        <translation>看向您的左侧</translation>
    </message>
    <message>
        <source>look to your right</source>
        <translation>看向您的右侧</translation>
    </message>
    <message>
        <source>look up</source>
        <translation>向上看</translation>
    </message>
    <message>
        <source>look down</source>
        <translation>向下看</translation>
    </message>
    <message>
        <source>turn your head to your left</source>
        <translation>头转向您的左侧</translation>
    </message>
    <message>
        <source>turn your head to your right</source>
        <translation>头转向您的右侧</translation>
    </message>
    <message>
        <source>lift your chin</source>
        <translation>抬起下巴</translation>
    </message>
    <message>
        <source>lower your chin</source>
        <translation>收下巴</translation>
    </message>
    <message>
        <source>say a few sentences</source>
        <translation>说几句话</translation>
    </message>
    <message>
        <source>{} and {}</source>
        <translation>{} 和 {}</translation>
    </message>
</context>
<context>
    <name>CoachPanel</name>
    <message>
        <source>Expressions covered</source>
        <translation>已覆盖的表情</translation>
    </message>
    <message>
        <source>Share of the bank&apos;s faces that a frame of this video comes near to</source>
        <translation>此视频有帧与之相近的库中人脸的比例</translation>
    </message>
    <message>
        <source>Coverage of the bank</source>
        <translation>对表情库的覆盖</translation>
    </message>
    <message>
        <source>What is missing</source>
        <translation>缺少什么</translation>
    </message>
    <message>
        <source>What would widen the avatar&apos;s range most, first</source>
        <translation>最能扩大头像范围的排在前面</translation>
    </message>
    <message>
        <source>Record what is missing</source>
        <translation>录制缺少的部分</translation>
    </message>
    <message>
        <source>Opens the camera; the coach asks for these</source>
        <translation>打开摄像头；教练会要求做这些</translation>
    </message>
    <message>
        <source>Choose a bank</source>
        <translation>选择表情库</translation>
    </message>
    <message>
        <source>The coach compares with the expressions of a bank</source>
        <translation>教练与表情库中的表情进行比较</translation>
    </message>
    <message>
        <source>There is no bank to compare with.</source>
        <translation>没有可比较的表情库。</translation>
    </message>
    <message>
        <source>Comparing with the bank…</source>
        <translation>正在与表情库比较…</translation>
    </message>
    <message>
        <source>{} % of the bank&apos;s faces. Missing, the most useful first:</source>
        <translation>占库中人脸的 {}%。缺少的部分，最有用的在前：</translation>
    </message>
    <message>
        <source>{} % of the bank&apos;s faces. Nothing that matters is missing.</source>
        <translation>占库中人脸的 {}%。没有缺少重要的部分。</translation>
    </message>
</context>
<context>
    <name>CommandPalette</name>
    <message>
        <source>What do you want to do?</source>
        <translation>您想做什么？</translation>
    </message>
    <message>
        <source>Type a few letters; arrows choose, Enter does it</source>
        <translation>输入几个字母；方向键选择，Enter 执行</translation>
    </message>
    <message>
        <source>Actions</source>
        <translation>操作</translation>
    </message>
    <message>
        <source>Arrows choose, Return does it.</source>
        <translation>方向键选择，回车键执行。</translation>
    </message>
    <message>
        <source>Nothing fits. Try other letters.</source>
        <translation>没有匹配的。请换其他字母。</translation>
    </message>
</context>
<context>
    <name>CompareActions</name>
    <message>
        <source>Open avatar</source>
        <translation>打开头像</translation>
    </message>
    <message>
        <source>Compare with any avatar file</source>
        <translation>与任意头像文件比较</translation>
    </message>
    <message>
        <source>Swap A and B</source>
        <translation>交换 A 和 B</translation>
    </message>
    <message>
        <source>Save picture</source>
        <translation>保存图片</translation>
    </message>
    <message>
        <source>Both side by side, as a PNG file</source>
        <translation>并排保存为 PNG 文件</translation>
    </message>
    <message>
        <source>Play</source>
        <translation>播放</translation>
    </message>
    <message>
        <source>Previous held-out frame</source>
        <translation>上一个留出帧</translation>
    </message>
    <message>
        <source>Next held-out frame</source>
        <translation>下一个留出帧</translation>
    </message>
    <message>
        <source>Reset view</source>
        <translation>重置视图</translation>
    </message>
    <message>
        <source>As the camera saw it</source>
        <translation>摄像机所见</translation>
    </message>
    <message>
        <source>Frame heads</source>
        <translation>聚焦头部</translation>
    </message>
    <message>
        <source>Fill the views</source>
        <translation>充满视图</translation>
    </message>
    <message>
        <source>Shows B in A&apos;s place for as long as you hold it (X)</source>
        <translation>按住时在 A 的位置显示 B（X）</translation>
    </message>
    <message>
        <source>Hold to flip</source>
        <translation>按住切换</translation>
    </message>
    <message>
        <source>Side by side</source>
        <translation>并排</translation>
    </message>
    <message>
        <source>Two viewers</source>
        <translation>两个视图</translation>
    </message>
    <message>
        <source>In one place</source>
        <translation>在同一位置</translation>
    </message>
    <message>
        <source>One viewer; hold X to see the other</source>
        <translation>单个视图；按住 X 查看另一个</translation>
    </message>
    <message>
        <source>Difference</source>
        <translation>差异</translation>
    </message>
    <message>
        <source>Against the truth, and against each other</source>
        <translation>与真值比较，并相互比较</translation>
    </message>
    <message>
        <source>Both stay where the video was filmed from</source>
        <translation>两者都停在拍摄视频的位置</translation>
    </message>
    <message>
        <source>Link cameras</source>
        <translation>联动视角</translation>
    </message>
    <message>
        <source>Both cameras move together</source>
        <translation>两个视角一起移动</translation>
    </message>
    <message>
        <source>Free cameras</source>
        <translation>自由视角</translation>
    </message>
    <message>
        <source>Either camera moves alone</source>
        <translation>两个视角各自移动</translation>
    </message>
    <message>
        <source>Capture&apos;s camera</source>
        <translation>采集时的视角</translation>
    </message>
    <message>
        <source>Pause</source>
        <translation>暂停</translation>
    </message>
</context>
<context>
    <name>ComparePage</name>
    <message>
        <source>Numbers</source>
        <translation>数值</translation>
    </message>
    <message>
        <source>Does retrieval help?</source>
        <translation>检索有用吗？</translation>
    </message>
    <message>
        <source>Move both avatars by this video</source>
        <translation>用此视频驱动两个头像</translation>
    </message>
    <message>
        <source>{} against {}</source>
        <translation>{} 对 {}</translation>
    </message>
    <message>
        <source>{}, frame {}</source>
        <translation>{}，第 {} 帧</translation>
    </message>
    <message>
        <source>Open another avatar…</source>
        <translation>打开另一个头像…</translation>
    </message>
    <message>
        <source>Nothing to compare yet</source>
        <translation>还没有可比较的内容</translation>
    </message>
    <message>
        <source>{}: {}</source>
        <translation>{}：{}</translation>
    </message>
    <message>
        <source>Opening {}</source>
        <translation>正在打开 {}</translation>
    </message>
    <message>
        <source>A moment, please.</source>
        <translation>请稍候。</translation>
    </message>
    <message>
        <source>Train another one with other options, or open any avatar file: then see both side by side.</source>
        <translation>用其他选项再训练一个，或打开任意头像文件：然后并排查看。</translation>
    </message>
    <message>
        <source>Two avatars make a comparison</source>
        <translation>比较需要两个头像</translation>
    </message>
    <message>
        <source>Train twice, such as with and without retrieval, or drop two avatar files here.</source>
        <translation>训练两次，例如使用和不使用检索，或将两个头像文件拖放到这里。</translation>
    </message>
    <message>
        <source>Go to Train</source>
        <translation>前往训练</translation>
    </message>
    <message>
        <source>Drop two avatar files (.safetensors) here, or open a project with trained avatars.</source>
        <translation>将两个头像文件（.safetensors）拖放到这里，或打开有已训练头像的项目。</translation>
    </message>
    <message>
        <source>Open avatar…</source>
        <translation>打开头像…</translation>
    </message>
    <message>
        <source>Avatars (*{})</source>
        <translation>头像 (*{})</translation>
    </message>
    <message>
        <source>Open avatar</source>
        <translation>打开头像</translation>
    </message>
    <message>
        <source>Videos ({});;All files (*)</source>
        <translation>视频 ({});;所有文件 (*)</translation>
    </message>
    <message>
        <source>Move both by a video</source>
        <translation>用视频驱动两者</translation>
    </message>
    <message>
        <source>Show in folder</source>
        <translation>在文件夹中显示</translation>
    </message>
    <message>
        <source>Picture saved</source>
        <translation>图片已保存</translation>
    </message>
</context>
<context>
    <name>CompareTimeline</name>
    <message>
        <source>The clip has no frame that can move an avatar</source>
        <translation>片段中没有可以驱动头像的帧</translation>
    </message>
    <message>
        <source>The clip could not be read</source>
        <translation>无法读取片段</translation>
    </message>
</context>
<context>
    <name>CompareView</name>
    <message>
        <source>Try again</source>
        <translation>重试</translation>
    </message>
    <message>
        <source>Making the timeline…</source>
        <translation>正在制作时间线…</translation>
    </message>
    <message>
        <source>Frame {}   {} / {}   {}</source>
        <translation>第 {} 帧   {} / {}   {}</translation>
    </message>
    <message>
        <source>Held out: a fair test</source>
        <translation>留出：公平的检验</translation>
    </message>
    <message>
        <source>Trained on, or left out: no fair test</source>
        <translation>用于训练，或被排除：不是公平的检验</translation>
    </message>
    <message>
        <source>measured {} %</source>
        <translation>已测量 {}%</translation>
    </message>
    <message>
        <source>The avatars cannot be drawn</source>
        <translation>无法绘制头像</translation>
    </message>
</context>
<context>
    <name>Computer</name>
    <message>
        <source>Training</source>
        <translation>训练</translation>
    </message>
    <message>
        <source>Standard preset, 256 x 256 pixels; the Train page has quicker and finer ones.</source>
        <translation>标准预设，256 x 256 像素；训练页面有更快和更精细的预设。</translation>
    </message>
    <message>
        <source>Drawing and differentiating 20,000 splats takes {:.0f} ms here.</source>
        <translation>在这台电脑上绘制 20,000 个高斯点并求导需要 {:.0f} 毫秒。</translation>
    </message>
    <message>
        <source>Takes about {:g} minutes on the graphics card ({}).</source>
        <translation>在显卡（{1}）上大约需要 {0:g} 分钟。</translation>
    </message>
    <message>
        <source>Takes about {:g} minutes on the processor ({} threads).</source>
        <translation>在处理器（{1} 线程）上大约需要 {0:g} 分钟。</translation>
    </message>
    <message>
        <source>The graphics card {} would help; it needs the package gsplat.</source>
        <translation>显卡 {} 会有帮助；它需要 gsplat 软件包。</translation>
    </message>
    <message>
        <source>This computer is slow: choose the fine preset for a sharp result.</source>
        <translation>这台电脑较慢：要得到清晰的结果请选择精细预设。</translation>
    </message>
    <message>
        <source>Face models</source>
        <translation>人脸模型</translation>
    </message>
    <message>
        <source>Missing. Without them no face can be found in a video.</source>
        <translation>缺失。没有它们就无法在视频中找到人脸。</translation>
    </message>
    <message>
        <source>All that is needed is here; some for judging results are missing.</source>
        <translation>必需的都已就绪；部分用于评价结果的模型缺失。</translation>
    </message>
    <message>
        <source>All are here.</source>
        <translation>全部就绪。</translation>
    </message>
    <message>
        <source>Showing the avatar</source>
        <translation>显示头像</translation>
    </message>
    <message>
        <source>OpenGL renderer: {}</source>
        <translation>OpenGL 渲染器：{}</translation>
    </message>
    <message>
        <source>Found out when the first avatar is shown.</source>
        <translation>首次显示头像时确定。</translation>
    </message>
    <message>
        <source>On the graphics card: {}</source>
        <translation>使用显卡：{}</translation>
    </message>
    <message>
        <source>On the processor, smooth at moderate size; no graphics card is needed.</source>
        <translation>使用处理器，中等大小下流畅；不需要显卡。</translation>
    </message>
    <message>
        <source>Memory</source>
        <translation>内存</translation>
    </message>
    <message>
        <source>{:.0f} GB, of which {:.1f} GB are free.</source>
        <translation>{:.0f} GB，其中 {:.1f} GB 可用。</translation>
    </message>
    <message>
        <source>That is little: close other programs before training.</source>
        <translation>内存较少：训练前请关闭其他程序。</translation>
    </message>
    <message>
        <source>Disk</source>
        <translation>磁盘</translation>
    </message>
    <message>
        <source>{:.0f} GB free for projects.</source>
        <translation>可供项目使用的空间为 {:.0f} GB。</translation>
    </message>
    <message>
        <source>Free some space, or choose another folder for new projects.</source>
        <translation>请释放一些空间，或为新项目选择其他文件夹。</translation>
    </message>
    <message>
        <source>Camera</source>
        <translation>摄像头</translation>
    </message>
    <message>
        <source>Looked for when you record.</source>
        <translation>录制时查找。</translation>
    </message>
    <message>
        <source>None found. Videos work; plug one in to record or to drive live.</source>
        <translation>未找到。视频可以使用；要录制或实时驱动请连接摄像头。</translation>
    </message>
</context>
<context>
    <name>ComputerPanel</name>
    <message>
        <source>Get the face models</source>
        <translation>获取人脸模型</translation>
    </message>
    <message>
        <source>Download them now</source>
        <translation>立即下载</translation>
    </message>
    <message>
        <source>Take them from a file or folder, for computers without a network</source>
        <translation>从文件或文件夹获取，适用于没有网络的电脑</translation>
    </message>
    <message>
        <source>Import from a file…</source>
        <translation>从文件导入…</translation>
    </message>
    <message>
        <source>Test every part and measure the speed; takes a few seconds</source>
        <translation>测试每个部分并测量速度；需要几秒钟</translation>
    </message>
    <message>
        <source>Check thoroughly</source>
        <translation>彻底检查</translation>
    </message>
    <message>
        <source>Working</source>
        <translation>工作中</translation>
    </message>
    <message>
        <source>This computer</source>
        <translation>这台电脑</translation>
    </message>
    <message>
        <source>Check again</source>
        <translation>重新检查</translation>
    </message>
</context>
<context>
    <name>ConsentPanel</name>
    <message>
        <source>Consent</source>
        <translation>授权同意</translation>
    </message>
    <message>
        <source>Stored with the project and with every avatar made of this video.</source>
        <translation>与项目以及由此视频制作的每个头像一起保存。</translation>
    </message>
    <message>
        <source>Name, as they want to be called</source>
        <translation>姓名，按其希望的称呼</translation>
    </message>
    <message>
        <source>Who is seen in this video</source>
        <translation>此视频中是谁</translation>
    </message>
    <message>
        <source>Person</source>
        <translation>人物</translation>
    </message>
    <message>
        <source>Such as: video calls, a research study, a film</source>
        <translation>例如：视频通话、科学研究、电影</translation>
    </message>
    <message>
        <source>What they agreed that the avatar is used for</source>
        <translation>本人同意将头像用于什么</translation>
    </message>
    <message>
        <source>Purpose</source>
        <translation>用途</translation>
    </message>
    <message>
        <source>They agree to this use</source>
        <translation>本人同意此用途</translation>
    </message>
    <message>
        <source>Tick this only if they said so themselves</source>
        <translation>只有本人明确表示同意时才勾选</translation>
    </message>
    <message>
        <source>{} agreed on {}.</source>
        <translation>{} 于 {} 同意。</translation>
    </message>
    <message>
        <source>{} agreed.</source>
        <translation>{} 已同意。</translation>
    </message>
    <message>
        <source>Say who agreed.</source>
        <translation>请注明谁同意。</translation>
    </message>
    <message>
        <source>Not recorded yet. Make avatars only of people who agree.</source>
        <translation>尚未记录。请只制作已同意者的头像。</translation>
    </message>
</context>
<context>
    <name>Context</name>
    <message>
        <source>“{}” failed</source>
        <translation>“{}”失败</translation>
    </message>
</context>
<context>
    <name>CurrentBank</name>
    <message>
        <source>Enclosed bank</source>
        <translation>自带的表情库</translation>
    </message>
</context>
<context>
    <name>CurvesPanel</name>
    <message>
        <source>Overview</source>
        <translation>总览</translation>
    </message>
    <message>
        <source>Plots to show</source>
        <translation>要显示的曲线图</translation>
    </message>
    <message>
        <source>Which numbers are plotted</source>
        <translation>绘制哪些数值</translation>
    </message>
    <message>
        <source>Not measured</source>
        <translation>未测量</translation>
    </message>
    <message>
        <source>Loss</source>
        <translation>损失</translation>
    </message>
    <message>
        <source>What the training lowers: the sum of all terms, on training frames</source>
        <translation>训练要降低的量：训练帧上各项之和</translation>
    </message>
    <message>
        <source>PSNR, dB</source>
        <translation>PSNR（dB）</translation>
    </message>
    <message>
        <source>Peak signal-to-noise ratio of held-out frames, higher is better</source>
        <translation>留出帧的峰值信噪比，越高越好</translation>
    </message>
    <message>
        <source>SSIM</source>
        <translation>SSIM</translation>
    </message>
    <message>
        <source>Structural similarity of held-out frames, higher is better</source>
        <translation>留出帧的结构相似性，越高越好</translation>
    </message>
    <message>
        <source>LPIPS</source>
        <translation>LPIPS</translation>
    </message>
    <message>
        <source>Perceptual distance of held-out frames, lower is better</source>
        <translation>留出帧的感知距离，越低越好</translation>
    </message>
    <message>
        <source>Loss terms</source>
        <translation>损失各项</translation>
    </message>
    <message>
        <source>What each term adds to the loss</source>
        <translation>各项对损失的贡献</translation>
    </message>
    <message>
        <source>Steps a second</source>
        <translation>步/秒</translation>
    </message>
    <message>
        <source>Speed of the training, checks not counted</source>
        <translation>训练速度，不含检查</translation>
    </message>
    <message>
        <source>Memory, MB</source>
        <translation>内存（MB）</translation>
    </message>
    <message>
        <source>Resident memory of the engine</source>
        <translation>引擎的常驻内存</translation>
    </message>
    <message>
        <source>Held out</source>
        <translation>留出</translation>
    </message>
    <message>
        <source>Validation</source>
        <translation>验证</translation>
    </message>
    <message>
        <source>Colour (L1)</source>
        <translation>颜色（L1）</translation>
    </message>
    <message>
        <source>Structure (D-SSIM)</source>
        <translation>结构（D-SSIM）</translation>
    </message>
    <message>
        <source>Outline</source>
        <translation>轮廓</translation>
    </message>
    <message>
        <source>Pose anchor</source>
        <translation>姿态锚定</translation>
    </message>
    <message>
        <source>Expression</source>
        <translation>表情</translation>
    </message>
</context>
<context>
    <name>Decisions</name>
    <message>
        <source>Ban {}</source>
        <translation>禁用 {}</translation>
    </message>
    <message>
        <source>Pin {}</source>
        <translation>固定 {}</translation>
    </message>
    <message>
        <source>Pin face {} for frame {}</source>
        <translation>将人脸 {} 固定到第 {} 帧</translation>
    </message>
    <message>
        <source>Lift a ban</source>
        <translation>取消禁用</translation>
    </message>
    <message>
        <source>Lift a pin</source>
        <translation>取消固定</translation>
    </message>
    <message>
        <source>Lift {} bans and pins</source>
        <translation>取消 {} 个禁用和固定</translation>
    </message>
    <message>
        <source>Face {} is banned</source>
        <translation>人脸 {} 已禁用</translation>
    </message>
    <message>
        <source>{} is banned</source>
        <translation>{} 已禁用</translation>
    </message>
    <message>
        <source>{} is pinned</source>
        <translation>{} 已固定</translation>
    </message>
    <message>
        <source>Face {} is pinned for frame {}</source>
        <translation>人脸 {} 已固定到第 {} 帧</translation>
    </message>
    <message>
        <source>A source that is no longer in the bank</source>
        <translation>来源已不在库中</translation>
    </message>
    <message>
        <source>Left out of every search; press Delete to allow it again</source>
        <translation>不参与任何搜索；按 Delete 重新允许</translation>
    </message>
    <message>
        <source>Comes first for that frame, whatever its distance; press Delete to lift the pin</source>
        <translation>无论距离如何，对该帧都排在最前；按 Delete 取消固定</translation>
    </message>
    <message>
        <source>Every frame gets its nearest face first; press Delete to lift the pin</source>
        <translation>每帧首先得到与它最近的人脸；按 Delete 取消固定</translation>
    </message>
</context>
<context>
    <name>DecisionsView</name>
    <message>
        <source>Bans and pins</source>
        <translation>禁用与固定</translation>
    </message>
    <message>
        <source>Return goes to the frame of a pin, Delete takes a decision back.</source>
        <translation>回车键前往固定所在的帧，Delete 键撤回决定。</translation>
    </message>
    <message>
        <source>Nothing is banned or pinned. Choose a face and press B to ban it, or P to pin it to this frame.</source>
        <translation>没有禁用或固定。选择一张人脸，按 B 禁用，或按 P 固定到此帧。</translation>
    </message>
    <message>
        <source>Take back</source>
        <translation>撤回</translation>
    </message>
    <message>
        <source>Lift the chosen bans and pins (Delete); one step of undo</source>
        <translation>取消所选的禁用和固定（Delete）；可一步撤销</translation>
    </message>
</context>
<context>
    <name>DriverPanel</name>
    <message>
        <source>Move the sliders, or use a kept pose.</source>
        <translation>移动滑块，或使用已保存的姿态。</translation>
    </message>
    <message>
        <source>This is the avatar’s own face</source>
        <translation>这就是头像本人</translation>
    </message>
    <message>
        <source>Expressions are taken as they are. Off, they are translated into what the avatar’s face would show, since faces differ. A camera’s driver is measured anew</source>
        <translation>表情按原样采用。关闭时，由于人脸各异，表情会被转换为头像的脸会呈现的样子。摄像头前的驱动者会重新测量</translation>
    </message>
    <message>
        <source>Start camera</source>
        <translation>启动摄像头</translation>
    </message>
    <message>
        <source>Follow the person in front of the camera</source>
        <translation>跟随摄像头前的人</translation>
    </message>
    <message>
        <source>Measure again</source>
        <translation>重新测量</translation>
    </message>
    <message>
        <source>Take the resting face and the head position anew: look at the camera with a resting face for 2 s</source>
        <translation>重新测定静息面部和头部位置：以静息面部看着摄像头 2 秒</translation>
    </message>
    <message>
        <source>How much of the driver is measured</source>
        <translation>采用驱动者的多少动作</translation>
    </message>
    <message>
        <source>Choose a video…</source>
        <translation>选择视频…</translation>
    </message>
    <message>
        <source>Drive the avatar by a video of a face; it is tracked once and remembered</source>
        <translation>用人脸视频驱动头像；视频只跟踪一次并被记住</translation>
    </message>
    <message>
        <source>Avatar</source>
        <translation>头像</translation>
    </message>
    <message>
        <source>The avatar that is driven</source>
        <translation>被驱动的头像</translation>
    </message>
    <message>
        <source>Driven by</source>
        <translation>驱动来源</translation>
    </message>
    <message>
        <source>What moves the avatar</source>
        <translation>驱动头像的内容</translation>
    </message>
    <message>
        <source>By hand</source>
        <translation>手动</translation>
    </message>
    <message>
        <source>Camera</source>
        <translation>摄像头</translation>
    </message>
    <message>
        <source>Video file</source>
        <translation>视频文件</translation>
    </message>
    <message>
        <source>Recorded: {}</source>
        <translation>已录制：{}</translation>
    </message>
    <message>
        <source>{}: {}</source>
        <translation>{}：{}</translation>
    </message>
    <message>
        <source>Another project’s recordings…</source>
        <translation>其他项目的录像…</translation>
    </message>
    <message>
        <source>{} frames, recorded earlier: nothing needs to be tracked.</source>
        <translation>{} 帧，先前录制：无需跟踪。</translation>
    </message>
    <message>
        <source>Stop camera</source>
        <translation>停止摄像头</translation>
    </message>
    <message>
        <source>Try again</source>
        <translation>重试</translation>
    </message>
    <message>
        <source>Sit in good light, and look at the camera with a resting face for the first 2 s.</source>
        <translation>请坐在光线良好处，前 2 秒以静息面部看着摄像头。</translation>
    </message>
    <message>
        <source>Look at the camera with a resting face: measuring…</source>
        <translation>请以静息面部看着摄像头：正在测量…</translation>
    </message>
    <message>
        <source>The avatar follows you.</source>
        <translation>头像正在跟随您。</translation>
    </message>
    <message>
        <source>Opening the camera…</source>
        <translation>正在打开摄像头…</translation>
    </message>
    <message>
        <source>Loading the face tracker…</source>
        <translation>正在载入人脸跟踪器…</translation>
    </message>
    <message>
        <source>Starting…</source>
        <translation>正在启动…</translation>
    </message>
    <message>
        <source>Recording what the avatar does: {}</source>
        <translation>正在录制头像的动作：{}</translation>
    </message>
    <message>
        <source>Stop and save</source>
        <translation>停止并保存</translation>
    </message>
    <message>
        <source>Record</source>
        <translation>录制</translation>
    </message>
    <message>
        <source>End the recording and make a video of it</source>
        <translation>结束录制并生成视频</translation>
    </message>
    <message>
        <source>Keep what the avatar does as a video</source>
        <translation>将头像的动作保存为视频</translation>
    </message>
</context>
<context>
    <name>DropHint</name>
    <message>
        <source>{} and {} more</source>
        <translation>{} 及另外 {} 个</translation>
    </message>
    <message>
        <source>“{}” cannot be opened here</source>
        <translation>无法在这里打开“{}”</translation>
    </message>
    <message>
        <source>Drop a video, a folder of pictures, a project, an avatar or a bank.</source>
        <translation>请拖放视频、图片文件夹、项目、头像或表情库。</translation>
    </message>
</context>
<context>
    <name>Engine</name>
    <message>
        <source>Following the face</source>
        <translation>跟踪人脸</translation>
    </message>
    <message>
        <source>Retrieving expressions</source>
        <translation>检索表情</translation>
    </message>
    <message>
        <source>Training</source>
        <translation>训练</translation>
    </message>
    <message>
        <source>Judging held-out frames</source>
        <translation>评价留出的帧</translation>
    </message>
    <message>
        <source>Writing</source>
        <translation>写入</translation>
    </message>
    <message>
        <source>row {0}</source>
        <translation>第 {0} 行</translation>
    </message>
    <message>
        <source>rows [M, {0}]</source>
        <translation>行 [M, {0}]</translation>
    </message>
    <message>
        <source>schema {0}</source>
        <translation>架构版本 {0}</translation>
    </message>
    <message>
        <source>stages need different names, got {0}</source>
        <translation>各阶段需要不同的名称，实际为 {0}</translation>
    </message>
    <message>
        <source>table &apos;{0}&apos; has impossible arrays</source>
        <translation>表“{0}”含有不可能的数组</translation>
    </message>
    <message>
        <source>table &apos;{0}&apos; speaks of channels that are not there</source>
        <translation>表“{0}”提到了不存在的通道</translation>
    </message>
    <message>
        <source>tables that are not a bank&apos;s</source>
        <translation>不属于表情库的数据表</translation>
    </message>
    <message>
        <source>the clips in it have other lengths than the tracks</source>
        <translation>其中片段的长度与跟踪数据不一致</translation>
    </message>
    <message>
        <source>the facts of a source cannot be read: {0}</source>
        <translation>无法读取某个来源的信息：{0}</translation>
    </message>
    <message>
        <source>the picture of entry {0} is no small JPEG</source>
        <translation>条目 {0} 的图片不是小型 JPEG</translation>
    </message>
    <message>
        <source>the pictures are cut short</source>
        <translation>图片数据不完整</translation>
    </message>
    <message>
        <source>the same content as the capture &apos;{0}&apos;</source>
        <translation>内容与采集“{0}”相同</translation>
    </message>
    <message>
        <source>the same size in all clips</source>
        <translation>所有片段尺寸相同</translation>
    </message>
    <message>
        <source>the split has another length than the tracks</source>
        <translation>划分的长度与跟踪数据不一致</translation>
    </message>
    <message>
        <source>three numbers</source>
        <translation>三个数值</translation>
    </message>
    <message>
        <source>too large</source>
        <translation>过大</translation>
    </message>
    <message>
        <source>too many channels</source>
        <translation>通道过多</translation>
    </message>
    <message>
        <source>too many frames</source>
        <translation>帧过多</translation>
    </message>
    <message>
        <source>too many ranges</source>
        <translation>范围过多</translation>
    </message>
    <message>
        <source>torch.float32 on the CPU</source>
        <translation>CPU 上的 torch.float32</translation>
    </message>
    <message>
        <source>tracking</source>
        <translation>正在跟踪</translation>
    </message>
    <message>
        <source>solving head poses</source>
        <translation>正在求解头部姿态</translation>
    </message>
    <message>
        <source>cropping and masking</source>
        <translation>正在裁剪和生成蒙版</translation>
    </message>
    <message>
        <source>refining head poses</source>
        <translation>正在优化头部姿态</translation>
    </message>
    <message>
        <source>loading the frames</source>
        <translation>正在载入各帧</translation>
    </message>
    <message>
        <source>drawing</source>
        <translation>正在绘制</translation>
    </message>
    <message>
        <source>evaluating</source>
        <translation>正在评价</translation>
    </message>
    <message>
        <source>cross-driving</source>
        <translation>交叉驱动</translation>
    </message>
    <message>
        <source>copying</source>
        <translation>正在复制</translation>
    </message>
    <message>
        <source>Drawing</source>
        <translation>正在绘制</translation>
    </message>
    <message>
        <source>Getting the face models</source>
        <translation>正在获取人脸模型</translation>
    </message>
    <message>
        <source>Getting a model for judging</source>
        <translation>获取评估模型</translation>
    </message>
    <message>
        <source>Finding the face</source>
        <translation>查找面部</translation>
    </message>
    <message>
        <source>Measuring the head</source>
        <translation>测量头部</translation>
    </message>
    <message>
        <source>&apos;face_tracks&apos;, version {0}</source>
        <translation>“face_tracks”，版本 {0}</translation>
    </message>
    <message>
        <source>&apos;{0}&apos; cannot be opened</source>
        <translation>无法打开“{0}”</translation>
    </message>
    <message>
        <source>&apos;{0}&apos; cannot be read</source>
        <translation>无法读取“{0}”</translation>
    </message>
    <message>
        <source>&apos;{0}&apos; cannot be used as a background</source>
        <translation>“{0}”不能用作背景</translation>
    </message>
    <message>
        <source>&apos;{0}&apos; does not fit on the project&apos;s disk</source>
        <translation>项目所在的磁盘放不下“{0}”</translation>
    </message>
    <message>
        <source>&apos;{0}&apos; exists already</source>
        <translation>“{0}”已存在</translation>
    </message>
    <message>
        <source>&apos;{0}&apos; has a record of another version</source>
        <translation>“{0}”的记录属于另一个版本</translation>
    </message>
    <message>
        <source>&apos;{0}&apos; has another .ply encoding</source>
        <translation>“{0}”采用了其他 .ply 编码</translation>
    </message>
    <message>
        <source>&apos;{0}&apos; has descriptors of another encoder than the bank</source>
        <translation>“{0}”的描述子与表情库的编码器不同</translation>
    </message>
    <message>
        <source>&apos;{0}&apos; has no frame with a face here</source>
        <translation>“{0}”在此处没有带人脸的帧</translation>
    </message>
    <message>
        <source>&apos;{0}&apos; has no frames</source>
        <translation>“{0}”没有任何帧</translation>
    </message>
    <message>
        <source>&apos;{0}&apos; has no recorded expressions</source>
        <translation>“{0}”没有录制的表情</translation>
    </message>
    <message>
        <source>&apos;{0}&apos; has too few usable faces</source>
        <translation>“{0}”中可用的人脸太少</translation>
    </message>
    <message>
        <source>&apos;{0}&apos; holds an absolute path</source>
        <translation>“{0}”含有绝对路径</translation>
    </message>
    <message>
        <source>&apos;{0}&apos; holds no neighbours of this version</source>
        <translation>“{0}”中没有此版本的近邻</translation>
    </message>
    <message>
        <source>&apos;{0}&apos; holds other things than splats</source>
        <translation>“{0}”中含有高斯点以外的内容</translation>
    </message>
    <message>
        <source>&apos;{0}&apos; holds too many pictures</source>
        <translation>“{0}”中的图片过多</translation>
    </message>
    <message>
        <source>&apos;{0}&apos; is damaged</source>
        <translation>“{0}”已损坏</translation>
    </message>
    <message>
        <source>&apos;{0}&apos; is full of demos</source>
        <translation>“{0}”中的演示项目已满</translation>
    </message>
    <message>
        <source>&apos;{0}&apos; is in the bank already</source>
        <translation>“{0}”已在表情库中</translation>
    </message>
    <message>
        <source>&apos;{0}&apos; is in the project already</source>
        <translation>“{0}”已在项目中</translation>
    </message>
    <message>
        <source>&apos;{0}&apos; is in use by another RAF Studio process</source>
        <translation>“{0}”正被另一个 RAF Studio 进程使用</translation>
    </message>
    <message>
        <source>&apos;{0}&apos; is missing from &apos;{1}&apos;</source>
        <translation>“{1}”中缺少“{0}”</translation>
    </message>
    <message>
        <source>&apos;{0}&apos; is no .ply file</source>
        <translation>“{0}”不是 .ply 文件</translation>
    </message>
    <message>
        <source>&apos;{0}&apos; is no LPIPS weight file</source>
        <translation>“{0}”不是 LPIPS 权重文件</translation>
    </message>
    <message>
        <source>&apos;{0}&apos; is no capture of this project</source>
        <translation>“{0}”不是此项目的采集</translation>
    </message>
    <message>
        <source>&apos;{0}&apos; is no capture of this version</source>
        <translation>“{0}”不是此版本的采集</translation>
    </message>
    <message>
        <source>&apos;{0}&apos; is no picture that can be read</source>
        <translation>“{0}”不是可读取的图片</translation>
    </message>
    <message>
        <source>&apos;{0}&apos; is no splat file</source>
        <translation>“{0}”不是高斯点文件</translation>
    </message>
    <message>
        <source>&apos;{0}&apos; is no study session of this version</source>
        <translation>“{0}”不是此版本的测试记录</translation>
    </message>
    <message>
        <source>&apos;{0}&apos; is not a usable avatar file</source>
        <translation>“{0}”不是可用的头像文件</translation>
    </message>
    <message>
        <source>&apos;{0}&apos; is not an expression bank</source>
        <translation>“{0}”不是表情库</translation>
    </message>
    <message>
        <source>&apos;{0}&apos; is not in the bank &apos;{1}&apos;</source>
        <translation>表情库“{1}”中没有“{0}”</translation>
    </message>
    <message>
        <source>&apos;{0}&apos; is not inside &apos;{1}&apos;</source>
        <translation>“{0}”不在“{1}”之内</translation>
    </message>
    <message>
        <source>&apos;{0}&apos; is not there any more</source>
        <translation>“{0}”已不存在</translation>
    </message>
    <message>
        <source>&apos;{0}&apos; is too large</source>
        <translation>“{0}”过大</translation>
    </message>
    <message>
        <source>&apos;{0}&apos; of a run is damaged</source>
        <translation>某次训练的“{0}”已损坏</translation>
    </message>
    <message>
        <source>&apos;{0}&apos; of shape {1}</source>
        <translation>“{0}”的形状为 {1}</translation>
    </message>
    <message>
        <source>&apos;{0}&apos; was left out: {1}</source>
        <translation>已略过“{0}”：{1}</translation>
    </message>
    <message>
        <source>&apos;{0}&apos; was not added to the project: {1}</source>
        <translation>“{0}”未加入项目：{1}</translation>
    </message>
    <message>
        <source>&apos;{0}&apos; was not added to the project; add it on the Capture page</source>
        <translation>“{0}”未加入项目；请在“采集”页面添加</translation>
    </message>
    <message>
        <source>&apos;{0}&apos; was not completely written</source>
        <translation>“{0}”没有写完整</translation>
    </message>
    <message>
        <source>&apos;{0}&apos; was not written</source>
        <translation>“{0}”未写入</translation>
    </message>
    <message>
        <source>&apos;{0}&apos; with {1} dimensions instead of {2}</source>
        <translation>“{0}”有 {1} 维，应为 {2} 维</translation>
    </message>
    <message>
        <source>0 or more</source>
        <translation>0 或更大</translation>
    </message>
    <message>
        <source>0 to 0.9</source>
        <translation>0 到 0.9</translation>
    </message>
    <message>
        <source>0 to 1</source>
        <translation>0 到 1</translation>
    </message>
    <message>
        <source>0 to 3, or None</source>
        <translation>0 到 3，或 None</translation>
    </message>
    <message>
        <source>0 to {0}</source>
        <translation>0 到 {0}</translation>
    </message>
    <message>
        <source>0.01 to 1000</source>
        <translation>0.01 到 1000</translation>
    </message>
    <message>
        <source>0.1 to 1000</source>
        <translation>0.1 到 1000</translation>
    </message>
    <message>
        <source>0.1 to 600 s, 1 to 240 a second</source>
        <translation>0.1 到 600 秒，每秒 1 到 240 帧</translation>
    </message>
    <message>
        <source>1 to {0}</source>
        <translation>1 到 {0}</translation>
    </message>
    <message>
        <source>1 to {0} frames</source>
        <translation>1 到 {0} 帧</translation>
    </message>
    <message>
        <source>1 to {0} letters</source>
        <translation>1 到 {0} 个字符</translation>
    </message>
    <message>
        <source>1 to {0} pixels a side</source>
        <translation>每边 1 到 {0} 像素</translation>
    </message>
    <message>
        <source>16 finite ones</source>
        <translation>16 个有限数值</translation>
    </message>
    <message>
        <source>256 or 512</source>
        <translation>256 或 512</translation>
    </message>
    <message>
        <source>5 to 1000 frames, 0.3 to 20</source>
        <translation>5 到 1000 帧，0.3 到 20</translation>
    </message>
    <message>
        <source>64 to 2048 pixels</source>
        <translation>64 到 2048 像素</translation>
    </message>
    <message>
        <source>A bank cannot be merged into itself</source>
        <translation>表情库不能与自身合并</translation>
    </message>
    <message>
        <source>A bank needs at least one face, person and source</source>
        <translation>表情库至少需要一张人脸、一个人物和一个来源</translation>
    </message>
    <message>
        <source>A capture of this run is not in the project</source>
        <translation>此训练所用的一个采集不在项目中</translation>
    </message>
    <message>
        <source>A clip cannot be looped at that speed</source>
        <translation>片段不能以该速度循环播放</translation>
    </message>
    <message>
        <source>A contact sheet needs at least one picture</source>
        <translation>拼图至少需要一张图片</translation>
    </message>
    <message>
        <source>A contact sheet needs frames with a face</source>
        <translation>拼图需要带人脸的帧</translation>
    </message>
    <message>
        <source>A descriptor codec is damaged</source>
        <translation>描述子编解码器已损坏</translation>
    </message>
    <message>
        <source>A descriptor to search for is not finite</source>
        <translation>要搜索的描述子含有非有限数值</translation>
    </message>
    <message>
        <source>A face model cannot be loaded</source>
        <translation>无法加载某个人脸模型</translation>
    </message>
    <message>
        <source>A face model has other outputs than expected</source>
        <translation>某个人脸模型的输出与预期不同</translation>
    </message>
    <message>
        <source>A face picture could not be written as JPEG</source>
        <translation>无法将人脸图片写为 JPEG</translation>
    </message>
    <message>
        <source>A face shape has the wrong shape</source>
        <translation>人脸形状数组的形状不对</translation>
    </message>
    <message>
        <source>A frame has no neighbours</source>
        <translation>有一帧没有近邻</translation>
    </message>
    <message>
        <source>A job name must be lower-case letters, digits and _</source>
        <translation>任务名称只能包含小写字母、数字和 _</translation>
    </message>
    <message>
        <source>A name or initials are needed</source>
        <translation>需要姓名或姓名缩写</translation>
    </message>
    <message>
        <source>A neutral expression is damaged</source>
        <translation>中性表情已损坏</translation>
    </message>
    <message>
        <source>A neutral frame is outside the clip</source>
        <translation>有一个中性帧不在片段范围内</translation>
    </message>
    <message>
        <source>A picture has the wrong shape</source>
        <translation>图片的形状不对</translation>
    </message>
    <message>
        <source>A recording does not fit together</source>
        <translation>录像的各部分不一致</translation>
    </message>
    <message>
        <source>A recording has numbers that are not finite, or times that run back</source>
        <translation>录像含有非有限数值，或时间倒退</translation>
    </message>
    <message>
        <source>A saved filter cannot be read</source>
        <translation>无法读取已保存的筛选条件</translation>
    </message>
    <message>
        <source>A stored descriptor codec cannot be read</source>
        <translation>无法读取已存储的描述子编解码器</translation>
    </message>
    <message>
        <source>A stored neutral expression cannot be read</source>
        <translation>无法读取已存储的中性表情</translation>
    </message>
    <message>
        <source>A stored replacement policy cannot be read</source>
        <translation>无法读取已存储的替换策略</translation>
    </message>
    <message>
        <source>A stored whitening cannot be read</source>
        <translation>无法读取已存储的白化变换</translation>
    </message>
    <message>
        <source>A study needs frames with a face</source>
        <translation>测试需要带人脸的帧</translation>
    </message>
    <message>
        <source>A tracked face has the wrong measurements</source>
        <translation>跟踪到的人脸的测量数据不对</translation>
    </message>
    <message>
        <source>A training run needs at least one capture, each once</source>
        <translation>训练至少需要一个采集，且每个只能出现一次</translation>
    </message>
    <message>
        <source>A video frame has the wrong shape</source>
        <translation>视频帧的形状不对</translation>
    </message>
    <message>
        <source>A viewer shows nothing</source>
        <translation>某个视图没有显示任何内容</translation>
    </message>
    <message>
        <source>A whitening has the wrong shape</source>
        <translation>白化变换的形状不对</translation>
    </message>
    <message>
        <source>A whitening holds numbers that are not finite</source>
        <translation>白化变换含有非有限数值</translation>
    </message>
    <message>
        <source>Add a video of a face to it</source>
        <translation>请向其中添加一段人脸视频</translation>
    </message>
    <message>
        <source>Add clips that show a face</source>
        <translation>请添加拍到人脸的片段</translation>
    </message>
    <message>
        <source>Add its video again</source>
        <translation>请重新添加它的视频</translation>
    </message>
    <message>
        <source>Add the video again</source>
        <translation>请重新添加该视频</translation>
    </message>
    <message>
        <source>Add videos of other people to the bank</source>
        <translation>请向表情库添加其他人的视频</translation>
    </message>
    <message>
        <source>Allow some again, or use a bank of other people</source>
        <translation>请重新允许其中一些，或使用由其他人组成的表情库</translation>
    </message>
    <message>
        <source>An avatar without training descriptors has no range</source>
        <translation>没有训练描述子的头像没有表情范围</translation>
    </message>
    <message>
        <source>An option of the training run cannot be read</source>
        <translation>无法读取训练的某个选项</translation>
    </message>
    <message>
        <source>Another program has been fetching &apos;{0}&apos; for {1} minutes</source>
        <translation>另一个程序获取“{0}”已有 {1} 分钟</translation>
    </message>
    <message>
        <source>Array &apos;base&apos; has the wrong shape</source>
        <translation>数组“base”的形状不对</translation>
    </message>
    <message>
        <source>Array &apos;{0}&apos; has the wrong shape</source>
        <translation>数组“{0}”的形状不对</translation>
    </message>
    <message>
        <source>At least one frame must be judged</source>
        <translation>至少要评估一帧</translation>
    </message>
    <message>
        <source>At least one neighbour must be asked for</source>
        <translation>至少要请求一个近邻</translation>
    </message>
    <message>
        <source>Avatar &apos;{0}&apos; cannot be read</source>
        <translation>无法读取头像“{0}”</translation>
    </message>
    <message>
        <source>Avatar &apos;{0}&apos; has damaged facts in its header</source>
        <translation>头像“{0}”的文件头信息已损坏</translation>
    </message>
    <message>
        <source>Avatar &apos;{0}&apos; is from a newer version of RAF Studio</source>
        <translation>头像“{0}”来自较新版本的 RAF Studio</translation>
    </message>
    <message>
        <source>Avatar &apos;{0}&apos; needs an unknown encoder</source>
        <translation>头像“{0}”需要未知的编码器</translation>
    </message>
    <message>
        <source>Avatar &apos;{0}&apos; was made with another version of its encoder</source>
        <translation>头像“{0}”是用另一个版本的编码器制作的</translation>
    </message>
    <message>
        <source>Begin another one</source>
        <translation>请开始新的测试</translation>
    </message>
    <message>
        <source>Build a bank with this encoder from the videos</source>
        <translation>请用此编码器从视频重新建立表情库</translation>
    </message>
    <message>
        <source>Build it again</source>
        <translation>请重新建立</translation>
    </message>
    <message>
        <source>Build it again from its videos</source>
        <translation>请从它的视频重新建立</translation>
    </message>
    <message>
        <source>Build it again from its videos with &apos;raf-studio bank build&apos;</source>
        <translation>请用“raf-studio bank build”从它的视频重新建立</translation>
    </message>
    <message>
        <source>Build it again, or restore it from a copy</source>
        <translation>请重新建立，或从副本恢复</translation>
    </message>
    <message>
        <source>Build the bank again</source>
        <translation>请重新建立表情库</translation>
    </message>
    <message>
        <source>Build the bank and track the clip with the same encoder</source>
        <translation>请用同一编码器建立表情库并跟踪片段</translation>
    </message>
    <message>
        <source>Build the table with RetrievalOptions(regions=...)</source>
        <translation>请用 RetrievalOptions(regions=...) 建立近邻表</translation>
    </message>
    <message>
        <source>Cache folder</source>
        <translation>缓存文件夹</translation>
    </message>
    <message>
        <source>Camera {0} cannot be opened</source>
        <translation>无法打开摄像头 {0}</translation>
    </message>
    <message>
        <source>Cannot fit a codec</source>
        <translation>无法拟合编解码器</translation>
    </message>
    <message>
        <source>Cannot fit a whitening</source>
        <translation>无法拟合白化变换</translation>
    </message>
    <message>
        <source>Cannot make the folder &apos;{0}&apos;</source>
        <translation>无法创建文件夹“{0}”</translation>
    </message>
    <message>
        <source>Cannot tell the channels&apos; ranges</source>
        <translation>无法确定各通道的范围</translation>
    </message>
    <message>
        <source>Cannot write &apos;{0}&apos;</source>
        <translation>无法写入“{0}”</translation>
    </message>
    <message>
        <source>Cannot write &apos;{0}&apos; as a picture</source>
        <translation>无法将“{0}”写为图片</translation>
    </message>
    <message>
        <source>Cannot write &apos;{0}&apos; as a video</source>
        <translation>无法将“{0}”写为视频</translation>
    </message>
    <message>
        <source>Cannot write &apos;{0}&apos; as splats</source>
        <translation>无法将“{0}”写为高斯点</translation>
    </message>
    <message>
        <source>Check that it is plugged in and not used by another program, then start it again</source>
        <translation>请确认它已连接且未被其他程序占用，然后重新启动</translation>
    </message>
    <message>
        <source>Check that it is plugged in and not used elsewhere</source>
        <translation>请确认它已连接且未在别处使用</translation>
    </message>
    <message>
        <source>Check that it is plugged in, allowed, and not used by another program</source>
        <translation>请确认它已连接、已获许可且未被其他程序占用</translation>
    </message>
    <message>
        <source>Check that it plays in a video player, or record or export it again</source>
        <translation>请确认它能在视频播放器中播放，或重新录制或导出</translation>
    </message>
    <message>
        <source>Check that its disk is connected</source>
        <translation>请确认其所在磁盘已连接</translation>
    </message>
    <message>
        <source>Check that the folder can be written to</source>
        <translation>请确认该文件夹可以写入</translation>
    </message>
    <message>
        <source>Check the path</source>
        <translation>请检查路径</translation>
    </message>
    <message>
        <source>Checkpoint &apos;{0}&apos; does not fit this run</source>
        <translation>检查点“{0}”与此训练不匹配</translation>
    </message>
    <message>
        <source>Choose a JPEG, PNG, BMP or WebP picture</source>
        <translation>请选择 JPEG、PNG、BMP 或 WebP 图片</translation>
    </message>
    <message>
        <source>Choose a clip in which one face is clearly visible</source>
        <translation>请选择能清楚看到一张人脸的片段</translation>
    </message>
    <message>
        <source>Choose a clip that shows a face</source>
        <translation>请选择拍到人脸的片段</translation>
    </message>
    <message>
        <source>Choose a folder that you may write to</source>
        <translation>请选择您有写入权限的文件夹</translation>
    </message>
    <message>
        <source>Choose a project to which a video was added</source>
        <translation>请选择已添加视频的项目</translation>
    </message>
    <message>
        <source>Choose a video or a folder</source>
        <translation>请选择视频或文件夹</translation>
    </message>
    <message>
        <source>Choose another</source>
        <translation>请另选一个</translation>
    </message>
    <message>
        <source>Choose another avatar, or train this one again with this version of RAF Studio</source>
        <translation>请选择其他头像，或用此版本的 RAF Studio 重新训练它</translation>
    </message>
    <message>
        <source>Choose another capture</source>
        <translation>请选择其他采集</translation>
    </message>
    <message>
        <source>Choose another clip</source>
        <translation>请选择其他片段</translation>
    </message>
    <message>
        <source>Choose another file</source>
        <translation>请选择其他文件</translation>
    </message>
    <message>
        <source>Choose another file or folder</source>
        <translation>请选择其他文件或文件夹</translation>
    </message>
    <message>
        <source>Choose another folder for projects</source>
        <translation>请为项目选择其他文件夹</translation>
    </message>
    <message>
        <source>Choose another name</source>
        <translation>请换一个名称</translation>
    </message>
    <message>
        <source>Choose another name, or add to it</source>
        <translation>请换一个名称，或向其中添加</translation>
    </message>
    <message>
        <source>Choose another one, or run: raf-studio doctor</source>
        <translation>请另选一个，或运行：raf-studio doctor</translation>
    </message>
    <message>
        <source>Choose another picture</source>
        <translation>请选择其他图片</translation>
    </message>
    <message>
        <source>Choose another run</source>
        <translation>请选择其他训练</translation>
    </message>
    <message>
        <source>Choose another video, or remove that capture first</source>
        <translation>请选择其他视频，或先移除该采集</translation>
    </message>
    <message>
        <source>Choose frames in which a face was found</source>
        <translation>请选择找到人脸的帧</translation>
    </message>
    <message>
        <source>Choose one of its captures</source>
        <translation>请选择项目中的某个采集</translation>
    </message>
    <message>
        <source>Choose or record a longer clip with the face in view</source>
        <translation>请选择或录制一段人脸在画面中的更长片段</translation>
    </message>
    <message>
        <source>Choose other frames</source>
        <translation>请选择其他帧</translation>
    </message>
    <message>
        <source>Choose others</source>
        <translation>请选择其他的</translation>
    </message>
    <message>
        <source>Choose the folder that holds the frames themselves</source>
        <translation>请选择直接存放各帧图片的文件夹</translation>
    </message>
    <message>
        <source>Choose the native rasteriser instead</source>
        <translation>请改用原生光栅化器</translation>
    </message>
    <message>
        <source>Close it and try again</source>
        <translation>请关闭它后重试</translation>
    </message>
    <message>
        <source>Codes do not fit the codec</source>
        <translation>编码与编解码器不匹配</translation>
    </message>
    <message>
        <source>Convert it, or choose the rasteriser &apos;gsplat&apos; or &apos;reference&apos;</source>
        <translation>请转换它，或选择光栅化器“gsplat”或“reference”</translation>
    </message>
    <message>
        <source>Convert the clip to an .mp4 and try again</source>
        <translation>请将片段转换为 .mp4 后重试</translation>
    </message>
    <message>
        <source>Copy it into the project</source>
        <translation>请将它复制到项目中</translation>
    </message>
    <message>
        <source>Could not encode &apos;{0}&apos;</source>
        <translation>无法编码“{0}”</translation>
    </message>
    <message>
        <source>Could not write &apos;{0}&apos;</source>
        <translation>无法写入“{0}”</translation>
    </message>
    <message>
        <source>Cross-driving cannot be judged without the face tracker</source>
        <translation>没有人脸跟踪器就无法评估交叉驱动</translation>
    </message>
    <message>
        <source>Delete the file and fetch it again: raf-studio weights</source>
        <translation>请删除该文件并重新获取：raf-studio weights</translation>
    </message>
    <message>
        <source>Descriptors do not fit the codec</source>
        <translation>描述子与编解码器不匹配</translation>
    </message>
    <message>
        <source>Descriptors do not fit the whitening</source>
        <translation>描述子与白化变换不匹配</translation>
    </message>
    <message>
        <source>Disk</source>
        <translation>磁盘</translation>
    </message>
    <message>
        <source>Each value needs a time</source>
        <translation>每个数值都需要一个时间</translation>
    </message>
    <message>
        <source>Every other command works without one</source>
        <translation>其他命令都不需要它</translation>
    </message>
    <message>
        <source>Expected {0}</source>
        <translation>应为：{0}</translation>
    </message>
    <message>
        <source>Faces cannot be added to &apos;{0}&apos;</source>
        <translation>无法向“{0}”添加人脸</translation>
    </message>
    <message>
        <source>Fetched when first needed, or now: raf-studio weights get</source>
        <translation>首次需要时获取，或现在获取：raf-studio weights get</translation>
    </message>
    <message>
        <source>File exists</source>
        <translation>文件已存在</translation>
    </message>
    <message>
        <source>Free some space and try again</source>
        <translation>请腾出一些空间后重试</translation>
    </message>
    <message>
        <source>Free some space or check the folder&apos;s rights</source>
        <translation>请腾出一些空间，或检查文件夹的权限</translation>
    </message>
    <message>
        <source>Free some space, or work in another folder with --project</source>
        <translation>请腾出一些空间，或用 --project 在其他文件夹中工作</translation>
    </message>
    <message>
        <source>GPU</source>
        <translation>显卡（GPU）</translation>
    </message>
    <message>
        <source>Get the file again, or export the avatar again from its project</source>
        <translation>请重新获取该文件，或从其项目重新导出头像</translation>
    </message>
    <message>
        <source>Get {0} ({1}, SHA-256 {2}) on another machine and run &apos;raf-studio weights import FOLDER&apos;</source>
        <translation>请在另一台电脑上获取 {0}（{1}，SHA-256 {2}），然后运行“raf-studio weights import FOLDER”</translation>
    </message>
    <message>
        <source>Give a clip of the same person to judge by</source>
        <translation>请提供同一人物的片段用于评估</translation>
    </message>
    <message>
        <source>Give that run&apos;s options to go on with it, or start again without --resume</source>
        <translation>用该次训练的选项继续，或不带 --resume 重新开始</translation>
    </message>
    <message>
        <source>Go on with it, or start a new one</source>
        <translation>请继续它，或开始新的训练</translation>
    </message>
    <message>
        <source>Got {0}</source>
        <translation>实际为：{0}</translation>
    </message>
    <message>
        <source>Groups do not fit the descriptors</source>
        <translation>分组与描述子不匹配</translation>
    </message>
    <message>
        <source>Images are too small for LPIPS</source>
        <translation>图像太小，无法计算 LPIPS</translation>
    </message>
    <message>
        <source>Images are too small for SSIM</source>
        <translation>图像太小，无法计算 SSIM</translation>
    </message>
    <message>
        <source>Images have the wrong shape</source>
        <translation>图像的形状不对</translation>
    </message>
    <message>
        <source>Import the weight again: raf-studio weights import</source>
        <translation>请重新导入该权重：raf-studio weights import</translation>
    </message>
    <message>
        <source>Input/output error</source>
        <translation>输入/输出错误</translation>
    </message>
    <message>
        <source>Install Python 3.11 or 3.12</source>
        <translation>请安装 Python 3.11 或 3.12</translation>
    </message>
    <message>
        <source>Install RAF Studio again</source>
        <translation>请重新安装 RAF Studio</translation>
    </message>
    <message>
        <source>Install a C++ compiler, or the ziglang package with pip. {0}</source>
        <translation>请安装 C++ 编译器，或用 pip 安装 ziglang 软件包。{0}</translation>
    </message>
    <message>
        <source>Install again</source>
        <translation>请重新安装</translation>
    </message>
    <message>
        <source>Install imageio-ffmpeg or ffmpeg</source>
        <translation>请安装 imageio-ffmpeg 或 ffmpeg</translation>
    </message>
    <message>
        <source>Install the program again</source>
        <translation>请重新安装本程序</translation>
    </message>
    <message>
        <source>Is a directory</source>
        <translation>这是一个文件夹</translation>
    </message>
    <message>
        <source>It ended with exit code {0}</source>
        <translation>它以退出代码 {0} 结束</translation>
    </message>
    <message>
        <source>It was killed by signal {0}</source>
        <translation>它被信号 {0} 终止</translation>
    </message>
    <message>
        <source>Landmarks cannot be aligned</source>
        <translation>无法对齐关键点</translation>
    </message>
    <message>
        <source>Live driving did not begin</source>
        <translation>实时驱动没有开始</translation>
    </message>
    <message>
        <source>Live driving has unusable options</source>
        <translation>实时驱动的选项不可用</translation>
    </message>
    <message>
        <source>Live driving needs a source</source>
        <translation>实时驱动需要一个来源</translation>
    </message>
    <message>
        <source>MB</source>
        <translation>MB</translation>
    </message>
    <message>
        <source>Masks differ in shape</source>
        <translation>蒙版的形状不一致</translation>
    </message>
    <message>
        <source>Masks or landmarks do not fit the frames</source>
        <translation>蒙版或关键点与帧不匹配</translation>
    </message>
    <message>
        <source>Memory</source>
        <translation>内存</translation>
    </message>
    <message>
        <source>Name another one with --clip</source>
        <translation>请用 --clip 指定其他片段</translation>
    </message>
    <message>
        <source>Name it after the avatar</source>
        <translation>请在头像之后写出它</translation>
    </message>
    <message>
        <source>Name it with --project, or give a clip of the same person to judge by</source>
        <translation>请用 --project 指定它，或提供同一人物的片段用于评估</translation>
    </message>
    <message>
        <source>Native rasteriser</source>
        <translation>原生光栅化器</translation>
    </message>
    <message>
        <source>No channel is of that region</source>
        <translation>没有属于该区域的通道</translation>
    </message>
    <message>
        <source>No driving clip was given</source>
        <translation>没有给出驱动片段</translation>
    </message>
    <message>
        <source>No face in {0} of {1} frames of {2}; they are left out</source>
        <translation>{2} 的 {1} 帧中有 {0} 帧没有人脸；已略过这些帧</translation>
    </message>
    <message>
        <source>No face was found in the clip</source>
        <translation>片段中没有找到人脸</translation>
    </message>
    <message>
        <source>No face was found in the driving clip</source>
        <translation>驱动片段中没有找到人脸</translation>
    </message>
    <message>
        <source>No face was found in {0}</source>
        <translation>在 {0} 中没有找到人脸</translation>
    </message>
    <message>
        <source>No ffmpeg program was found</source>
        <translation>没有找到 ffmpeg 程序</translation>
    </message>
    <message>
        <source>No frame of this capture can be asked about</source>
        <translation>此采集中没有可用于提问的帧</translation>
    </message>
    <message>
        <source>No frame shows the face</source>
        <translation>没有任何帧显示人脸</translation>
    </message>
    <message>
        <source>No head pose to take the typical one from</source>
        <translation>没有可用来得出典型姿态的头部姿态</translation>
    </message>
    <message>
        <source>No known model is in &apos;{0}&apos;</source>
        <translation>“{0}”中没有已知的模型</translation>
    </message>
    <message>
        <source>No source could be used: &apos;{0}&apos;</source>
        <translation>没有可用的来源：“{0}”</translation>
    </message>
    <message>
        <source>No space left on device</source>
        <translation>磁盘空间已用完</translation>
    </message>
    <message>
        <source>No such file or directory</source>
        <translation>没有这样的文件或文件夹</translation>
    </message>
    <message>
        <source>None of the chosen frames shows the face</source>
        <translation>所选的帧都没有显示人脸</translation>
    </message>
    <message>
        <source>None of the chosen neutral frames shows a face</source>
        <translation>所选的中性帧都没有显示人脸</translation>
    </message>
    <message>
        <source>None, or some of {0}</source>
        <translation>None，或 {0} 中的若干个</translation>
    </message>
    <message>
        <source>Not a directory</source>
        <translation>这不是文件夹</translation>
    </message>
    <message>
        <source>Nothing was recorded</source>
        <translation>没有录下任何内容</translation>
    </message>
    <message>
        <source>On Debian and Ubuntu: sudo python3 packaging/setup_env.py --system-only; see docs/install.md</source>
        <translation>在 Debian 和 Ubuntu 上：sudo python3 packaging/setup_env.py --system-only；参见 docs/install.md</translation>
    </message>
    <message>
        <source>Open it, or choose another name</source>
        <translation>请打开它，或换一个名称</translation>
    </message>
    <message>
        <source>Open the bank on the Bank page, or train without retrieval</source>
        <translation>请在表情库页面打开该库，或不使用检索进行训练</translation>
    </message>
    <message>
        <source>OpenGL cannot be used</source>
        <translation>无法使用 OpenGL</translation>
    </message>
    <message>
        <source>OpenGL is too old</source>
        <translation>OpenGL 版本太旧</translation>
    </message>
    <message>
        <source>Option &apos;{0}&apos; is out of range</source>
        <translation>选项“{0}”超出范围</translation>
    </message>
    <message>
        <source>Permission denied</source>
        <translation>没有权限</translation>
    </message>
    <message>
        <source>Pictures of the running training are not shown: {0}</source>
        <translation>无法显示正在进行的训练的图片：{0}</translation>
    </message>
    <message>
        <source>Pose-aware retrieval needs the frames&apos; angles</source>
        <translation>考虑姿态的检索需要各帧的角度</translation>
    </message>
    <message>
        <source>Prepare the clip again</source>
        <translation>请重新准备该片段</translation>
    </message>
    <message>
        <source>Prepare the clip with held-out frames, or choose other frames</source>
        <translation>请准备带有留出帧的片段，或选择其他帧</translation>
    </message>
    <message>
        <source>Python</source>
        <translation>Python</translation>
    </message>
    <message>
        <source>Read-only file system</source>
        <translation>文件系统为只读</translation>
    </message>
    <message>
        <source>Record a clip in which the face is seen</source>
        <translation>请录制能看到人脸的片段</translation>
    </message>
    <message>
        <source>Record a longer clip in which the face is visible</source>
        <translation>请录制能看到人脸的更长片段</translation>
    </message>
    <message>
        <source>Record again</source>
        <translation>请重新录制</translation>
    </message>
    <message>
        <source>Remove it from the project and add its video again</source>
        <translation>请将它从项目中移除，然后重新添加其视频</translation>
    </message>
    <message>
        <source>Replacement by regions needs neighbours of each region</source>
        <translation>按区域替换需要每个区域的近邻</translation>
    </message>
    <message>
        <source>Replacement policy: &apos;{0}&apos; is unusable</source>
        <translation>替换策略：“{0}”不可用</translation>
    </message>
    <message>
        <source>Restore it from a copy</source>
        <translation>请从副本恢复</translation>
    </message>
    <message>
        <source>Run the demo from a checkout, or make the clips with &apos;make assets&apos;</source>
        <translation>请从源码目录运行演示，或用“make assets”制作片段</translation>
    </message>
    <message>
        <source>Run: pip install &apos;raf-studio[cuda]&apos;</source>
        <translation>请运行：pip install &apos;raf-studio[cuda]&apos;</translation>
    </message>
    <message>
        <source>Run: pip install {0}</source>
        <translation>请运行：pip install {0}</translation>
    </message>
    <message>
        <source>Run: python -m core.splats.build</source>
        <translation>请运行：python -m core.splats.build</translation>
    </message>
    <message>
        <source>Run: python -m core.splats.build --force</source>
        <translation>请运行：python -m core.splats.build --force</translation>
    </message>
    <message>
        <source>SHA-256 {0}</source>
        <translation>SHA-256 {0}</translation>
    </message>
    <message>
        <source>Searching</source>
        <translation>正在搜索</translation>
    </message>
    <message>
        <source>See docs/install.md</source>
        <translation>参见 docs/install.md</translation>
    </message>
    <message>
        <source>Show fewer rows</source>
        <translation>请显示较少的行</translation>
    </message>
    <message>
        <source>Shuffled moves need frames to take them from</source>
        <translation>打乱移动需要可供取用的帧</translation>
    </message>
    <message>
        <source>Start a new one</source>
        <translation>请开始新的训练</translation>
    </message>
    <message>
        <source>Start a new run</source>
        <translation>请开始新的训练</translation>
    </message>
    <message>
        <source>Start a new run with the same options</source>
        <translation>请用相同的选项开始新的训练</translation>
    </message>
    <message>
        <source>Start a new run, or resume with the options that the run was started with</source>
        <translation>请开始新的训练，或用该训练开始时的选项继续</translation>
    </message>
    <message>
        <source>Start again without --resume</source>
        <translation>请去掉 --resume 重新开始</translation>
    </message>
    <message>
        <source>Start the run again</source>
        <translation>请重新开始该训练</translation>
    </message>
    <message>
        <source>Take the neutral expression again from the clip</source>
        <translation>请从片段重新获取中性表情</translation>
    </message>
    <message>
        <source>The Bank page does not show its faces</source>
        <translation>表情库页面没有显示人脸</translation>
    </message>
    <message>
        <source>The One-Euro filter has unusable options</source>
        <translation>One-Euro 滤波器的选项不可用</translation>
    </message>
    <message>
        <source>The arguments of job &apos;{0}&apos; are too large</source>
        <translation>任务“{0}”的参数过大</translation>
    </message>
    <message>
        <source>The arguments of job &apos;{0}&apos; must be JSON-able</source>
        <translation>任务“{0}”的参数必须能表示为 JSON</translation>
    </message>
    <message>
        <source>The avatar cannot be opened</source>
        <translation>无法打开头像</translation>
    </message>
    <message>
        <source>The avatar needs a name</source>
        <translation>头像需要名称</translation>
    </message>
    <message>
        <source>The avatar was trained on pictures of another size</source>
        <translation>头像是用另一种尺寸的图片训练的</translation>
    </message>
    <message>
        <source>The bank &apos;{0}&apos; cannot be used now</source>
        <translation>表情库“{0}”目前无法使用</translation>
    </message>
    <message>
        <source>The bank &apos;{0}&apos; cannot be written</source>
        <translation>无法写入表情库“{0}”</translation>
    </message>
    <message>
        <source>The bank &apos;{0}&apos; has another layout</source>
        <translation>表情库“{0}”采用了其他布局</translation>
    </message>
    <message>
        <source>The bank &apos;{0}&apos; has no channel of the {1}</source>
        <translation>表情库“{0}”没有 {1} 区域的通道</translation>
    </message>
    <message>
        <source>The bank &apos;{0}&apos; has no entry {1}</source>
        <translation>表情库“{0}”中没有条目 {1}</translation>
    </message>
    <message>
        <source>The bank &apos;{0}&apos; has no person &apos;{1}&apos;</source>
        <translation>表情库“{0}”中没有人物“{1}”</translation>
    </message>
    <message>
        <source>The bank &apos;{0}&apos; has no picture of entry {1}</source>
        <translation>表情库“{0}”中没有条目 {1} 的图片</translation>
    </message>
    <message>
        <source>The bank &apos;{0}&apos; has no source {1}</source>
        <translation>表情库“{0}”中没有来源 {1}</translation>
    </message>
    <message>
        <source>The bank &apos;{0}&apos; has nothing of this to remove</source>
        <translation>表情库“{0}”中没有可移除的对应内容</translation>
    </message>
    <message>
        <source>The bank &apos;{0}&apos; is damaged</source>
        <translation>表情库“{0}”已损坏</translation>
    </message>
    <message>
        <source>The bank &apos;{0}&apos; is empty</source>
        <translation>表情库“{0}”是空的</translation>
    </message>
    <message>
        <source>The bank &apos;{0}&apos; is not sound after the removal</source>
        <translation>移除之后表情库“{0}”不完好</translation>
    </message>
    <message>
        <source>The bank &apos;{0}&apos; was made with another encoder, or another version of it</source>
        <translation>表情库“{0}”是用另一种编码器或其另一版本制作的</translation>
    </message>
    <message>
        <source>The bank &apos;{0}&apos; was made with another version of its encoder</source>
        <translation>表情库“{0}”是用另一个版本的编码器制作的</translation>
    </message>
    <message>
        <source>The bank has no entry to retrieve</source>
        <translation>表情库中没有可检索的条目</translation>
    </message>
    <message>
        <source>The bank has no face to retrieve</source>
        <translation>表情库中没有可检索的人脸</translation>
    </message>
    <message>
        <source>The bank is too small for a study</source>
        <translation>表情库太小，无法进行测试</translation>
    </message>
    <message>
        <source>The bank must be read before its page is measured</source>
        <translation>测量页面之前必须先读取表情库</translation>
    </message>
    <message>
        <source>The bank of this run is not there</source>
        <translation>此训练所用的表情库不存在</translation>
    </message>
    <message>
        <source>The bank&apos;s resting faces cannot be averaged</source>
        <translation>无法平均表情库中的静息面部</translation>
    </message>
    <message>
        <source>The calibration of anny52 cannot be read</source>
        <translation>无法读取 anny52 的标定数据</translation>
    </message>
    <message>
        <source>The calibration of anny52 is damaged</source>
        <translation>anny52 的标定数据已损坏</translation>
    </message>
    <message>
        <source>The camera gave no picture</source>
        <translation>摄像头没有给出画面</translation>
    </message>
    <message>
        <source>The capture &apos;{0}&apos; is damaged</source>
        <translation>采集“{0}”已损坏</translation>
    </message>
    <message>
        <source>The capture has too few usable frames to train on</source>
        <translation>采集中可用于训练的帧太少</translation>
    </message>
    <message>
        <source>The capture “{0}” is damaged</source>
        <translation>采集“{0}”已损坏</translation>
    </message>
    <message>
        <source>The chosen frames do not fit the clip</source>
        <translation>所选的帧与片段不匹配</translation>
    </message>
    <message>
        <source>The clip has no frame with a face</source>
        <translation>片段中没有带人脸的帧</translation>
    </message>
    <message>
        <source>The clip has no held-out frames</source>
        <translation>片段没有留出帧</translation>
    </message>
    <message>
        <source>The clip has no usable frame times</source>
        <translation>片段没有可用的帧时间</translation>
    </message>
    <message>
        <source>The clip is too long to drive a video</source>
        <translation>片段太长，无法用来驱动视频</translation>
    </message>
    <message>
        <source>The clips differ in picture size, so they are not from one camera</source>
        <translation>各片段的画面尺寸不同，因此不是来自同一摄像头</translation>
    </message>
    <message>
        <source>The contact sheet is too large</source>
        <translation>拼图过大</translation>
    </message>
    <message>
        <source>The degree of the harmonics is out of range</source>
        <translation>球谐函数的阶数超出范围</translation>
    </message>
    <message>
        <source>The demo&apos;s clip &apos;{0}&apos; is not there</source>
        <translation>演示片段“{0}”不存在</translation>
    </message>
    <message>
        <source>The demo&apos;s clip is not there</source>
        <translation>演示片段不存在</translation>
    </message>
    <message>
        <source>The demo&apos;s file &apos;{0}&apos; is not there</source>
        <translation>演示文件“{0}”不存在</translation>
    </message>
    <message>
        <source>The descriptors do not fit the bank &apos;{0}&apos;</source>
        <translation>描述子与表情库“{0}”不匹配</translation>
    </message>
    <message>
        <source>The disk is nearly full, so the recording ended. {0}</source>
        <translation>磁盘快满了，因此录制已结束。{0}</translation>
    </message>
    <message>
        <source>The engine is stopped and takes no more work</source>
        <translation>引擎已停止，不再接受任务</translation>
    </message>
    <message>
        <source>The engine met an error that it did not expect: {0}: {1}</source>
        <translation>引擎遇到了意外错误：{0}：{1}</translation>
    </message>
    <message>
        <source>The engine sent a message that cannot be read</source>
        <translation>引擎发来了无法读取的消息</translation>
    </message>
    <message>
        <source>The engine stopped in the middle of the work</source>
        <translation>引擎在工作过程中停止了</translation>
    </message>
    <message>
        <source>The face in {0} cannot be measured</source>
        <translation>无法测量 {0} 中的人脸</translation>
    </message>
    <message>
        <source>The face recognition network cannot be loaded</source>
        <translation>无法加载人脸识别网络</translation>
    </message>
    <message>
        <source>The face tracks in {0} cannot be read</source>
        <translation>无法读取 {0} 中的人脸跟踪数据</translation>
    </message>
    <message>
        <source>The filtered vector changed its length</source>
        <translation>被滤波的向量改变了长度</translation>
    </message>
    <message>
        <source>The folder &apos;{0}&apos; has no video and no pictures in it</source>
        <translation>文件夹“{0}”中没有视频也没有图片</translation>
    </message>
    <message>
        <source>The folder {0} has no picture that can be read</source>
        <translation>文件夹 {0} 中没有可读取的图片</translation>
    </message>
    <message>
        <source>The graphics device cannot hold this avatar</source>
        <translation>图形设备容纳不下此头像</translation>
    </message>
    <message>
        <source>The graphics driver refuses a shader</source>
        <translation>显卡驱动拒绝了某个着色器</translation>
    </message>
    <message>
        <source>The held-out share is impossible</source>
        <translation>留出比例不可行</translation>
    </message>
    <message>
        <source>The image cannot be drawn</source>
        <translation>无法绘制该图像</translation>
    </message>
    <message>
        <source>The image has no pixels</source>
        <translation>图像没有像素</translation>
    </message>
    <message>
        <source>The limits of the head&apos;s motion are unusable</source>
        <translation>头部运动的限制不可用</translation>
    </message>
    <message>
        <source>The map of ARKit&apos;s names is damaged</source>
        <translation>ARKit 名称的映射表已损坏</translation>
    </message>
    <message>
        <source>The measured noise cannot be read</source>
        <translation>无法读取测得的噪声</translation>
    </message>
    <message>
        <source>The native rasteriser cannot take this tensor</source>
        <translation>原生光栅化器不能接受此张量</translation>
    </message>
    <message>
        <source>The native splat library does not load</source>
        <translation>原生高斯点库无法加载</translation>
    </message>
    <message>
        <source>The native splat library failed with status {0}</source>
        <translation>原生高斯点库失败，状态 {0}</translation>
    </message>
    <message>
        <source>The native splat library is missing and could not be built</source>
        <translation>缺少原生高斯点库，且无法编译</translation>
    </message>
    <message>
        <source>The native splat library is of another version</source>
        <translation>原生高斯点库属于另一个版本</translation>
    </message>
    <message>
        <source>The near plane must lie before the camera</source>
        <translation>近平面必须位于摄像机前方</translation>
    </message>
    <message>
        <source>The near-duplicate distance is unusable</source>
        <translation>近似重复的距离不可用</translation>
    </message>
    <message>
        <source>The neighbours in &apos;{0}&apos; cannot be read</source>
        <translation>无法读取“{0}”中的近邻</translation>
    </message>
    <message>
        <source>The neighbours of run &apos;{0}&apos; do not fit its frames</source>
        <translation>训练“{0}”的近邻与它的帧不匹配</translation>
    </message>
    <message>
        <source>The neutral expression is damaged</source>
        <translation>中性表情已损坏</translation>
    </message>
    <message>
        <source>The neutral expression is of another encoder</source>
        <translation>中性表情属于其他编码器</translation>
    </message>
    <message>
        <source>The noise does not fit the descriptors</source>
        <translation>噪声与描述符不匹配</translation>
    </message>
    <message>
        <source>The noise of encoder &apos;{0}&apos; was not measured</source>
        <translation>编码器“{0}”的噪声尚未测量</translation>
    </message>
    <message>
        <source>The number of threads is unusable</source>
        <translation>线程数不可用</translation>
    </message>
    <message>
        <source>The path {0} is refused</source>
        <translation>拒绝使用路径 {0}</translation>
    </message>
    <message>
        <source>The picture size cannot be trained</source>
        <translation>不能以该图片尺寸训练</translation>
    </message>
    <message>
        <source>The picture size is out of range</source>
        <translation>图片尺寸超出范围</translation>
    </message>
    <message>
        <source>The picture was not saved</source>
        <translation>图片没有保存</translation>
    </message>
    <message>
        <source>The picture&apos;s size cannot be drawn</source>
        <translation>不能以该尺寸绘制图片</translation>
    </message>
    <message>
        <source>The pictures of &apos;{0}&apos; cannot be read</source>
        <translation>无法读取“{0}”的图片</translation>
    </message>
    <message>
        <source>The pictures of &apos;{0}&apos; do not fit</source>
        <translation>“{0}”的图片不匹配</translation>
    </message>
    <message>
        <source>The pictures of this run are gone</source>
        <translation>此训练的图片已不存在</translation>
    </message>
    <message>
        <source>The pictures of this run were cut anew since</source>
        <translation>此训练的图片此后被重新裁剪过</translation>
    </message>
    <message>
        <source>The plan of the run is damaged</source>
        <translation>训练计划已损坏</translation>
    </message>
    <message>
        <source>The prepared clip in {0} cannot be read</source>
        <translation>无法读取 {0} 中准备好的片段</translation>
    </message>
    <message>
        <source>The project &apos;{0}&apos; does not hold the capture of &apos;{1}&apos;</source>
        <translation>项目“{0}”中没有“{1}”的采集</translation>
    </message>
    <message>
        <source>The project &apos;{0}&apos; has no unfinished run with these options</source>
        <translation>项目“{0}”中没有使用这些选项的未完成训练</translation>
    </message>
    <message>
        <source>The project file is damaged</source>
        <translation>项目文件已损坏</translation>
    </message>
    <message>
        <source>The project has no capture &apos;{0}&apos;</source>
        <translation>项目中没有采集“{0}”</translation>
    </message>
    <message>
        <source>The project is too old to open</source>
        <translation>项目版本太旧，无法打开</translation>
    </message>
    <message>
        <source>The project of &apos;{0}&apos; was not found</source>
        <translation>没有找到“{0}”的项目</translation>
    </message>
    <message>
        <source>The project was made by a newer RAF Studio</source>
        <translation>项目由较新版本的 RAF Studio 创建</translation>
    </message>
    <message>
        <source>The project&apos;s edits were made by a newer RAF Studio</source>
        <translation>项目的编辑由较新版本的 RAF Studio 作出</translation>
    </message>
    <message>
        <source>The record of &apos;{0}&apos; holds no facts</source>
        <translation>“{0}”的记录没有内容</translation>
    </message>
    <message>
        <source>The recording &apos;{0}&apos; cannot be read</source>
        <translation>无法读取录像“{0}”</translation>
    </message>
    <message>
        <source>The recording ended after {0} minutes. {1}</source>
        <translation>录制在 {0} 分钟后结束。{1}</translation>
    </message>
    <message>
        <source>The recording is of another avatar</source>
        <translation>录像属于另一个头像</translation>
    </message>
    <message>
        <source>The run &apos;{0}&apos; cannot go on</source>
        <translation>训练“{0}”无法继续</translation>
    </message>
    <message>
        <source>The run &apos;{0}&apos; did not use the capture &apos;{1}&apos;</source>
        <translation>训练“{0}”没有使用采集“{1}”</translation>
    </message>
    <message>
        <source>The run &apos;{0}&apos; has no table of this part of the face</source>
        <translation>训练“{0}”没有脸部此区域的近邻表</translation>
    </message>
    <message>
        <source>The run &apos;{0}&apos; retrieved nothing</source>
        <translation>训练“{0}”没有检索任何内容</translation>
    </message>
    <message>
        <source>The run did not use these frames</source>
        <translation>该训练没有使用这些帧</translation>
    </message>
    <message>
        <source>The saved state of the replacement cannot be read</source>
        <translation>无法读取已保存的替换状态</translation>
    </message>
    <message>
        <source>The server sends more than the file&apos;s size</source>
        <translation>服务器发送的内容超过文件大小</translation>
    </message>
    <message>
        <source>The splats cannot be exported</source>
        <translation>无法导出高斯点</translation>
    </message>
    <message>
        <source>The splats cover too much of the image to be drawn (over 33 million pairs of splat and 16-pixel tile)</source>
        <translation>高斯点覆盖的图像过多，无法绘制（高斯点与 16 像素图块的配对超过 3300 万）</translation>
    </message>
    <message>
        <source>The splats do not fit into memory</source>
        <translation>内存容纳不下这些高斯点</translation>
    </message>
    <message>
        <source>The stream {0} cannot be opened</source>
        <translation>无法打开视频流 {0}</translation>
    </message>
    <message>
        <source>The study session &apos;{0}&apos; is damaged</source>
        <translation>测试记录“{0}”已损坏</translation>
    </message>
    <message>
        <source>The tracking process ended unexpectedly</source>
        <translation>跟踪进程意外结束</translation>
    </message>
    <message>
        <source>The turntable&apos;s angles are out of range</source>
        <translation>转台的角度超出范围</translation>
    </message>
    <message>
        <source>The turntable&apos;s length is out of range</source>
        <translation>转台的时长超出范围</translation>
    </message>
    <message>
        <source>The video cannot be saved</source>
        <translation>无法保存视频</translation>
    </message>
    <message>
        <source>The video has a size that cannot be drawn</source>
        <translation>不能以该尺寸绘制视频</translation>
    </message>
    <message>
        <source>The video has a size that cannot be written</source>
        <translation>不能以该尺寸写入视频</translation>
    </message>
    <message>
        <source>The video&apos;s background is no colour</source>
        <translation>视频的背景不是颜色</translation>
    </message>
    <message>
        <source>The video&apos;s camera is not usable</source>
        <translation>视频的摄像机不可用</translation>
    </message>
    <message>
        <source>The video&apos;s frame rate cannot be written</source>
        <translation>不能以该帧率写入视频</translation>
    </message>
    <message>
        <source>The weight &apos;{0}&apos; is not on this machine and cannot be fetched</source>
        <translation>此电脑上没有权重“{0}”，且无法获取</translation>
    </message>
    <message>
        <source>The weight of the head pose is unusable</source>
        <translation>头部姿态的权重不可用</translation>
    </message>
    <message>
        <source>The weights folder cannot be written: {0}</source>
        <translation>无法写入权重文件夹：{0}</translation>
    </message>
    <message>
        <source>The window met an error that it did not expect</source>
        <translation>窗口遇到了意外错误</translation>
    </message>
    <message>
        <source>The {0} of &apos;{1}&apos; do not fit</source>
        <translation>“{1}”的 {0} 不匹配</translation>
    </message>
    <message>
        <source>The {0} rasteriser could not be loaded</source>
        <translation>无法加载光栅化器 {0}</translation>
    </message>
    <message>
        <source>There are too few harmonics for their degree</source>
        <translation>球谐系数的数量对其阶数来说太少</translation>
    </message>
    <message>
        <source>There is a bank in &apos;{0}&apos; already</source>
        <translation>“{0}”中已有表情库</translation>
    </message>
    <message>
        <source>There is a run &apos;{0}&apos; already</source>
        <translation>已有训练“{0}”</translation>
    </message>
    <message>
        <source>There is no capture reader &apos;{0}&apos;</source>
        <translation>没有采集读取器“{0}”</translation>
    </message>
    <message>
        <source>There is no file or folder &apos;{0}&apos;</source>
        <translation>没有文件或文件夹“{0}”</translation>
    </message>
    <message>
        <source>There is no file or folder {0}</source>
        <translation>没有文件或文件夹 {0}</translation>
    </message>
    <message>
        <source>There is no job &apos;{0}&apos;</source>
        <translation>没有任务“{0}”</translation>
    </message>
    <message>
        <source>There is no pose refinement called &apos;{0}&apos;</source>
        <translation>没有名为“{0}”的姿态优化</translation>
    </message>
    <message>
        <source>There is no preset &apos;{0}&apos;</source>
        <translation>没有预设“{0}”</translation>
    </message>
    <message>
        <source>There is no project &apos;{0}&apos;</source>
        <translation>没有项目“{0}”</translation>
    </message>
    <message>
        <source>There is no run &apos;{0}&apos; to go on with</source>
        <translation>没有可继续的训练“{0}”</translation>
    </message>
    <message>
        <source>There is no such expression encoder</source>
        <translation>没有这样的表情编码器</translation>
    </message>
    <message>
        <source>There is no such rasteriser</source>
        <translation>没有这样的光栅化器</translation>
    </message>
    <message>
        <source>There is no way to hold out called &apos;{0}&apos;</source>
        <translation>没有名为“{0}”的留出方式</translation>
    </message>
    <message>
        <source>There is no weight called &apos;{0}&apos;</source>
        <translation>没有名为“{0}”的权重</translation>
    </message>
    <message>
        <source>There is nothing to add</source>
        <translation>没有可添加的内容</translation>
    </message>
    <message>
        <source>There is nothing to import weights from</source>
        <translation>没有可导入权重的来源</translation>
    </message>
    <message>
        <source>This build</source>
        <translation>此次建立</translation>
    </message>
    <message>
        <source>This is not a RAF Studio project</source>
        <translation>这不是 RAF Studio 项目</translation>
    </message>
    <message>
        <source>This is not a job description</source>
        <translation>这不是任务描述</translation>
    </message>
    <message>
        <source>This is not a project file</source>
        <translation>这不是项目文件</translation>
    </message>
    <message>
        <source>This is not the id of a run</source>
        <translation>这不是训练的标识</translation>
    </message>
    <message>
        <source>This machine cannot run that instruction set</source>
        <translation>此电脑不支持该指令集</translation>
    </message>
    <message>
        <source>This session has no question left</source>
        <translation>此次测试已没有问题</translation>
    </message>
    <message>
        <source>Too little of the head is in view to refine its poses; landmarks alone give them</source>
        <translation>画面中的头部太少，无法优化其姿态；姿态仅由关键点给出</translation>
    </message>
    <message>
        <source>Too many sources at once</source>
        <translation>一次添加的来源过多</translation>
    </message>
    <message>
        <source>Track the clip again</source>
        <translation>请重新跟踪该片段</translation>
    </message>
    <message>
        <source>Train again</source>
        <translation>请重新训练</translation>
    </message>
    <message>
        <source>Train again, or look at a newer run</source>
        <translation>请重新训练，或查看更新的训练</translation>
    </message>
    <message>
        <source>Train again, or look at the splats beside this</source>
        <translation>请重新训练，或查看旁边的高斯点</translation>
    </message>
    <message>
        <source>Train on one of them, or record all with the same camera settings</source>
        <translation>请只用其中一个训练，或用相同的摄像头设置全部重新录制</translation>
    </message>
    <message>
        <source>Train the avatar again with this version of RAF Studio</source>
        <translation>请用此版本的 RAF Studio 重新训练头像</translation>
    </message>
    <message>
        <source>Train with --size 256 and close other programs</source>
        <translation>请用 --size 256 训练，并关闭其他程序</translation>
    </message>
    <message>
        <source>Training option &apos;{0}&apos; cannot be read</source>
        <translation>无法读取训练选项“{0}”</translation>
    </message>
    <message>
        <source>Training option &apos;{0}&apos; is out of range</source>
        <translation>训练选项“{0}”超出范围</translation>
    </message>
    <message>
        <source>Truth and render differ in shape</source>
        <translation>真实图像与渲染图像的形状不一致</translation>
    </message>
    <message>
        <source>Try again; if it happens again, close other programs to free memory</source>
        <translation>请重试；如果再次发生，请关闭其他程序以释放内存</translation>
    </message>
    <message>
        <source>Type who takes part</source>
        <translation>请输入参与者</translation>
    </message>
    <message>
        <source>Update RAF Studio</source>
        <translation>请更新 RAF Studio</translation>
    </message>
    <message>
        <source>Update RAF Studio to open it</source>
        <translation>请更新 RAF Studio 以打开它</translation>
    </message>
    <message>
        <source>Update RAF Studio to read it</source>
        <translation>请更新 RAF Studio 以读取它</translation>
    </message>
    <message>
        <source>Use a clearer picture</source>
        <translation>请使用更清晰的图片</translation>
    </message>
    <message>
        <source>Use a clip in which the face is larger, sharper or turned to the camera</source>
        <translation>请使用人脸更大、更清晰或朝向摄像头的片段</translation>
    </message>
    <message>
        <source>Use a clip in which the face is seen</source>
        <translation>请使用能看到人脸的片段</translation>
    </message>
    <message>
        <source>Use a larger bank</source>
        <translation>请使用更大的表情库</translation>
    </message>
    <message>
        <source>Use a picture in which a face is large and turned to the camera</source>
        <translation>请使用人脸较大且朝向摄像头的图片</translation>
    </message>
    <message>
        <source>Use fewer splats or a smaller image</source>
        <translation>请使用较少的高斯点或较小的图像</translation>
    </message>
    <message>
        <source>Use smaller scales or fewer splats; scales are metres, not logarithms</source>
        <translation>请使用较小的尺度或较少的高斯点；尺度以米为单位，不是对数</translation>
    </message>
    <message>
        <source>Wait until it ends, or stop it</source>
        <translation>请等待它结束，或停止它</translation>
    </message>
    <message>
        <source>Wait until the other job has ended</source>
        <translation>请等待另一个任务结束</translation>
    </message>
    <message>
        <source>Weight {0}</source>
        <translation>权重 {0}</translation>
    </message>
    <message>
        <source>Weights differ in shape</source>
        <translation>权重的形状不一致</translation>
    </message>
    <message>
        <source>What was recorded is kept</source>
        <translation>已录制的内容会保留</translation>
    </message>
    <message>
        <source>Window (Qt)</source>
        <translation>窗口（Qt）</translation>
    </message>
    <message>
        <source>[Errno {0}] {1}</source>
        <translation>{1}（错误码 {0}）</translation>
    </message>
    <message>
        <source>[Errno {0}] {1}: {2}</source>
        <translation>{1}：{2}（错误码 {0}）</translation>
    </message>
    <message>
        <source>[N, 14] or [C, N, 14]</source>
        <translation>[N, 14] 或 [C, N, 14]</translation>
    </message>
    <message>
        <source>[T, 52] and [T, 4]</source>
        <translation>[T, 52] 和 [T, 4]</translation>
    </message>
    <message>
        <source>[T, {0}] of {1} version {2}</source>
        <translation>[T, {0}]，{1} 版本 {2}</translation>
    </message>
    <message>
        <source>a 3DGS .ply, binary little-endian</source>
        <translation>3DGS .ply，二进制小端序</translation>
    </message>
    <message>
        <source>a JSON object</source>
        <translation>一个 JSON 对象</translation>
    </message>
    <message>
        <source>a bank of this name</source>
        <translation>同名的表情库</translation>
    </message>
    <message>
        <source>a clip&apos;s frames</source>
        <translation>一个片段的帧</translation>
    </message>
    <message>
        <source>a descriptor that is not {0} numbers long</source>
        <translation>长度不是 {0} 个数值的描述子</translation>
    </message>
    <message>
        <source>a file ending in {0}</source>
        <translation>以 {0} 结尾的文件</translation>
    </message>
    <message>
        <source>a file of {0} bytes</source>
        <translation>{0} 字节的文件</translation>
    </message>
    <message>
        <source>a file that is not safetensors, or was cut short</source>
        <translation>不是 safetensors 或被截断的文件</translation>
    </message>
    <message>
        <source>a file with the right content, whatever its name, or a folder or zip that holds it</source>
        <translation>内容正确的文件（名称不限），或含有它的文件夹或 zip</translation>
    </message>
    <message>
        <source>a folder made by &apos;raf-studio bank build&apos;</source>
        <translation>由“raf-studio bank build”建立的文件夹</translation>
    </message>
    <message>
        <source>a full disk</source>
        <translation>磁盘已满</translation>
    </message>
    <message>
        <source>a link that leaves the project</source>
        <translation>指向项目之外的链接</translation>
    </message>
    <message>
        <source>a list of banks</source>
        <translation>表情库列表</translation>
    </message>
    <message>
        <source>a list of names was expected</source>
        <translation>应为名称列表</translation>
    </message>
    <message>
        <source>a list was expected</source>
        <translation>应为列表</translation>
    </message>
    <message>
        <source>a name and a path</source>
        <translation>名称和路径</translation>
    </message>
    <message>
        <source>a name for the avatar</source>
        <translation>头像的名称</translation>
    </message>
    <message>
        <source>a name longer than {0} letters</source>
        <translation>名称超过 {0} 个字符</translation>
    </message>
    <message>
        <source>a name that ends in .csv or .png</source>
        <translation>以 .csv 或 .png 结尾的名称</translation>
    </message>
    <message>
        <source>a name that ends in .mp4</source>
        <translation>以 .mp4 结尾的名称</translation>
    </message>
    <message>
        <source>a name that ends in .ply</source>
        <translation>以 .ply 结尾的名称</translation>
    </message>
    <message>
        <source>a name that ends in .png</source>
        <translation>以 .png 结尾的名称</translation>
    </message>
    <message>
        <source>a name that ends in {0}</source>
        <translation>以 {0} 结尾的名称</translation>
    </message>
    <message>
        <source>a network of {0} outputs for {1} bases</source>
        <translation>网络有 {0} 个输出，而基有 {1} 个</translation>
    </message>
    <message>
        <source>a range that is not finite: {0}</source>
        <translation>范围含有非有限数值：{0}</translation>
    </message>
    <message>
        <source>a relative path</source>
        <translation>相对路径</translation>
    </message>
    <message>
        <source>a relative path inside the project</source>
        <translation>项目内的相对路径</translation>
    </message>
    <message>
        <source>a safetensors file that holds no avatar</source>
        <translation>不含头像的 safetensors 文件</translation>
    </message>
    <message>
        <source>a schema number</source>
        <translation>一个架构版本号</translation>
    </message>
    <message>
        <source>a table of shape {0}</source>
        <translation>形状为 {0} 的表</translation>
    </message>
    <message>
        <source>a table was expected</source>
        <translation>应为表</translation>
    </message>
    <message>
        <source>a video file such as .mp4, .mov, .webm or .mkv</source>
        <translation>.mp4、.mov、.webm 或 .mkv 等视频文件</translation>
    </message>
    <message>
        <source>about {0} MB</source>
        <translation>约 {0} MB</translation>
    </message>
    <message>
        <source>above 0</source>
        <translation>大于 0</translation>
    </message>
    <message>
        <source>alignments</source>
        <translation>次对齐</translation>
    </message>
    <message>
        <source>an avatar written by RAF Studio (.safetensors)</source>
        <translation>由 RAF Studio 写出的头像（.safetensors）</translation>
    </message>
    <message>
        <source>an empty file</source>
        <translation>空文件</translation>
    </message>
    <message>
        <source>an entry with impossible facts: {0}</source>
        <translation>条目信息不可能成立：{0}</translation>
    </message>
    <message>
        <source>another SHA-256 than its record names</source>
        <translation>SHA-256 与其记录不符</translation>
    </message>
    <message>
        <source>another kind of SQLite file</source>
        <translation>另一种 SQLite 文件</translation>
    </message>
    <message>
        <source>another process that writes to it</source>
        <translation>另一个进程正在写入它</translation>
    </message>
    <message>
        <source>application {0}</source>
        <translation>应用程序 {0}</translation>
    </message>
    <message>
        <source>at least 1</source>
        <translation>至少 1</translation>
    </message>
    <message>
        <source>at least 1 x 1</source>
        <translation>至少 1 x 1</translation>
    </message>
    <message>
        <source>at least 11 x 11 pixels</source>
        <translation>至少 11 x 11 像素</translation>
    </message>
    <message>
        <source>at least 330 (OpenGL 3.3)</source>
        <translation>至少 330（OpenGL 3.3）</translation>
    </message>
    <message>
        <source>at least 64 x 64</source>
        <translation>至少 64 x 64</translation>
    </message>
    <message>
        <source>at least {0}</source>
        <translation>至少 {0}</translation>
    </message>
    <message>
        <source>at most 6 hours</source>
        <translation>最多 6 小时</translation>
    </message>
    <message>
        <source>at most {0}</source>
        <translation>最多 {0}</translation>
    </message>
    <message>
        <source>at most {0} bases, {1} splats</source>
        <translation>最多 {0} 个基、{1} 个高斯点</translation>
    </message>
    <message>
        <source>at most {0} bytes</source>
        <translation>最多 {0} 字节</translation>
    </message>
    <message>
        <source>at most {0} bytes of JSON</source>
        <translation>最多 {0} 字节的 JSON</translation>
    </message>
    <message>
        <source>below pi, below 1 m</source>
        <translation>小于 pi，小于 1 m</translation>
    </message>
    <message>
        <source>below {0}</source>
        <translation>小于 {0}</translation>
    </message>
    <message>
        <source>binary_little_endian</source>
        <translation>二进制小端序（binary_little_endian）</translation>
    </message>
    <message>
        <source>blendshapes {0}, gaze {1}</source>
        <translation>blendshapes {0}，视线 {1}</translation>
    </message>
    <message>
        <source>blocks, tail or none</source>
        <translation>blocks、tail 或 none</translation>
    </message>
    <message>
        <source>bytes</source>
        <translation>字节</translation>
    </message>
    <message>
        <source>camera, stream or clip</source>
        <translation>摄像头、视频流或片段</translation>
    </message>
    <message>
        <source>cells of 16 to 2048 pixels</source>
        <translation>16 到 2048 像素的单元格</translation>
    </message>
    <message>
        <source>checking the bank</source>
        <translation>正在检查表情库</translation>
    </message>
    <message>
        <source>checks</source>
        <translation>项检查</translation>
    </message>
    <message>
        <source>clips</source>
        <translation>个片段</translation>
    </message>
    <message>
        <source>code {0}</source>
        <translation>代码 {0}</translation>
    </message>
    <message>
        <source>copying the video</source>
        <translation>正在复制视频</translation>
    </message>
    <message>
        <source>drawing the video</source>
        <translation>正在绘制视频</translation>
    </message>
    <message>
        <source>draws a wrong picture</source>
        <translation>绘制的图像不正确</translation>
    </message>
    <message>
        <source>driving</source>
        <translation>正在驱动</translation>
    </message>
    <message>
        <source>entries of a source that is not there</source>
        <translation>条目所属的来源不存在</translation>
    </message>
    <message>
        <source>even numbers of pixels, at most {0}</source>
        <translation>偶数像素，最多 {0}</translation>
    </message>
    <message>
        <source>facts that cannot be read: {0}</source>
        <translation>信息无法读取：{0}</translation>
    </message>
    <message>
        <source>fetching {0}</source>
        <translation>正在获取 {0}</translation>
    </message>
    <message>
        <source>fewer than {0}</source>
        <translation>少于 {0}</translation>
    </message>
    <message>
        <source>ffmpeg</source>
        <translation>ffmpeg</translation>
    </message>
    <message>
        <source>ffmpeg ended without a message</source>
        <translation>ffmpeg 结束时没有给出信息</translation>
    </message>
    <message>
        <source>files ending in {0}</source>
        <translation>以 {0} 结尾的文件</translation>
    </message>
    <message>
        <source>files ending in {0}, or folders of pictures</source>
        <translation>以 {0} 结尾的文件，或图片文件夹</translation>
    </message>
    <message>
        <source>finite ranges of equal length, steps above 0</source>
        <translation>长度相等的有限范围，步长大于 0</translation>
    </message>
    <message>
        <source>finite rows [M, D]</source>
        <translation>有限数值的行 [M, D]</translation>
    </message>
    <message>
        <source>finite {0}</source>
        <translation>有限数值 {0}</translation>
    </message>
    <message>
        <source>float properties, at most {0} splats</source>
        <translation>浮点属性，最多 {0} 个高斯点</translation>
    </message>
    <message>
        <source>frame {0}</source>
        <translation>第 {0} 帧</translation>
    </message>
    <message>
        <source>frames</source>
        <translation>帧</translation>
    </message>
    <message>
        <source>frames and roles differ in number</source>
        <translation>帧与用途的数量不一致</translation>
    </message>
    <message>
        <source>frames of {0}x{1} pixels</source>
        <translation>{0}x{1} 像素的帧</translation>
    </message>
    <message>
        <source>frames {0} to {1}</source>
        <translation>第 {0} 到 {1} 帧</translation>
    </message>
    <message>
        <source>gsplat draws only on an NVIDIA GPU, and none was found</source>
        <translation>gsplat 只能在 NVIDIA 显卡上绘制，但没有找到</translation>
    </message>
    <message>
        <source>gsplat is not installed</source>
        <translation>未安装 gsplat</translation>
    </message>
    <message>
        <source>image size or background out of range</source>
        <translation>图像尺寸或背景超出范围</translation>
    </message>
    <message>
        <source>impossible offsets</source>
        <translation>偏移量不可能成立</translation>
    </message>
    <message>
        <source>it cannot be written to</source>
        <translation>无法写入</translation>
    </message>
    <message>
        <source>loading the face tracker</source>
        <translation>正在载入人脸跟踪器</translation>
    </message>
    <message>
        <source>looking at the picture</source>
        <translation>正在查看图片</translation>
    </message>
    <message>
        <source>no frame</source>
        <translation>没有帧</translation>
    </message>
    <message>
        <source>run &apos;{0}&apos; with {1}</source>
        <translation>训练“{0}”，选项为 {1}</translation>
    </message>
    <message>
        <source>two numbers in 0 to 1, the lower first</source>
        <translation>0 到 1 之间的两个数值，较小者在前</translation>
    </message>
    <message>
        <source>uint8 [{0}, {1}, 3]</source>
        <translation>uint8 [{0}, {1}, 3]</translation>
    </message>
    <message>
        <source>unusable channels</source>
        <translation>通道不可用</translation>
    </message>
    <message>
        <source>values are no list of bounded length</source>
        <translation>数值不是长度有限的列表</translation>
    </message>
    <message>
        <source>values in &apos;{0}&apos; that are not finite</source>
        <translation>“{0}”中含有非有限数值</translation>
    </message>
    <message>
        <source>values that are not finite</source>
        <translation>含有非有限数值</translation>
    </message>
    <message>
        <source>version {0}</source>
        <translation>版本 {0}</translation>
    </message>
    <message>
        <source>yaw {0}, pitch {1}</source>
        <translation>偏航 {0}，俯仰 {1}</translation>
    </message>
    <message>
        <source>{0} GB</source>
        <translation>{0} GB</translation>
    </message>
    <message>
        <source>{0} GB free here</source>
        <translation>此处有 {0} GB 可用</translation>
    </message>
    <message>
        <source>{0} JPEG files under 64 kB</source>
        <translation>{0} 个小于 64 kB 的 JPEG 文件</translation>
    </message>
    <message>
        <source>{0} MB free</source>
        <translation>{0} MB 可用</translation>
    </message>
    <message>
        <source>{0} answers to {1} questions</source>
        <translation>{1} 个问题有 {0} 个回答</translation>
    </message>
    <message>
        <source>{0} bases, {1} splats</source>
        <translation>{0} 个基，{1} 个高斯点</translation>
    </message>
    <message>
        <source>{0} brought another file</source>
        <translation>{0} 给出了另一个文件</translation>
    </message>
    <message>
        <source>{0} bytes</source>
        <translation>{0} 字节</translation>
    </message>
    <message>
        <source>{0} bytes of {1}</source>
        <translation>{1} 中的 {0} 字节</translation>
    </message>
    <message>
        <source>{0} cannot be fetched</source>
        <translation>无法获取 {0}</translation>
    </message>
    <message>
        <source>{0} channels instead of {1}</source>
        <translation>{0} 个通道，应为 {1} 个</translation>
    </message>
    <message>
        <source>{0} coefficients at degree {1}</source>
        <translation>{1} 阶有 {0} 个系数</translation>
    </message>
    <message>
        <source>{0} cores, {1}</source>
        <translation>{0} 个核心，{1}</translation>
    </message>
    <message>
        <source>{0} descriptors</source>
        <translation>{0} 个描述子</translation>
    </message>
    <message>
        <source>{0} does not hold {1}</source>
        <translation>{0} 中没有 {1}</translation>
    </message>
    <message>
        <source>{0} faces that may be retrieved</source>
        <translation>{0} 张可检索的人脸</translation>
    </message>
    <message>
        <source>{0} frames</source>
        <translation>{0} 帧</translation>
    </message>
    <message>
        <source>{0} frames without a face</source>
        <translation>{0} 帧没有人脸</translation>
    </message>
    <message>
        <source>{0} frames, focal length {1}</source>
        <translation>{0} 帧，焦距 {1}</translation>
    </message>
    <message>
        <source>{0} frames, {1} questions</source>
        <translation>{0} 帧，{1} 个问题</translation>
    </message>
    <message>
        <source>{0} gives no picture</source>
        <translation>{0} 没有给出画面</translation>
    </message>
    <message>
        <source>{0} has shape {1}, not {2}</source>
        <translation>{0} 的形状为 {1}，应为 {2}</translation>
    </message>
    <message>
        <source>{0} holds a model that is too large</source>
        <translation>{0} 中的模型过大</translation>
    </message>
    <message>
        <source>{0} holds no face tracks of this version</source>
        <translation>{0} 中没有此版本的人脸跟踪数据</translation>
    </message>
    <message>
        <source>{0} holds no frame that can be decoded</source>
        <translation>{0} 中没有可解码的帧</translation>
    </message>
    <message>
        <source>{0} image files</source>
        <translation>{0} 个图片文件</translation>
    </message>
    <message>
        <source>{0} in {1} has another size</source>
        <translation>{1} 中的 {0} 大小不符</translation>
    </message>
    <message>
        <source>{0} is damaged: {1} of {2} frames cannot be decoded; the others are used</source>
        <translation>{0} 已损坏：{2} 帧中有 {1} 帧无法解码；将使用其余的帧</translation>
    </message>
    <message>
        <source>{0} is neither a video nor an image folder</source>
        <translation>{0} 既不是视频也不是图片文件夹</translation>
    </message>
    <message>
        <source>{0} is no prepared clip of this version</source>
        <translation>{0} 不是此版本的已准备片段</translation>
    </message>
    <message>
        <source>{0} is not a model bundle</source>
        <translation>{0} 不是模型包</translation>
    </message>
    <message>
        <source>{0} is not a video that can be read</source>
        <translation>{0} 不是可读取的视频</translation>
    </message>
    <message>
        <source>{0} is not between 1 and {1}</source>
        <translation>{0} 不在 1 到 {1} 之间</translation>
    </message>
    <message>
        <source>{0} is not between {1} and {2}</source>
        <translation>{0} 不在 {1} 到 {2} 之间</translation>
    </message>
    <message>
        <source>{0} is very long: its first {1} frames ({2} min) are used</source>
        <translation>{0} 很长：只使用前 {1} 帧（{2} 分钟）</translation>
    </message>
    <message>
        <source>{0} is {1}{2}, expected finite float32{3}</source>
        <translation>{0} 为 {1}{2}，应为有限的 float32{3}</translation>
    </message>
    <message>
        <source>{0} kinds</source>
        <translation>{0} 种</translation>
    </message>
    <message>
        <source>{0} numbers</source>
        <translation>{0} 个数值</translation>
    </message>
    <message>
        <source>{0} of {1}</source>
        <translation>{1} 中的 {0}</translation>
    </message>
    <message>
        <source>{0} of {1} frames</source>
        <translation>{1} 帧中有 {0} 帧</translation>
    </message>
    <message>
        <source>{0} of {1} with values that are not finite</source>
        <translation>{1} 个中有 {0} 个含有非有限数值</translation>
    </message>
    <message>
        <source>{0} on {1}</source>
        <translation>{1} 上的 {0}</translation>
    </message>
    <message>
        <source>{0} onto {1}</source>
        <translation>{0} 对齐到 {1}</translation>
    </message>
    <message>
        <source>{0} or more</source>
        <translation>{0} 或更多</translation>
    </message>
    <message>
        <source>{0} pixels</source>
        <translation>{0} 像素</translation>
    </message>
    <message>
        <source>{0} px</source>
        <translation>{0} 像素</translation>
    </message>
    <message>
        <source>{0} rad, {1} m</source>
        <translation>{0} rad，{1} m</translation>
    </message>
    <message>
        <source>{0} regions for {1} channels</source>
        <translation>{1} 个通道对应 {0} 个区域</translation>
    </message>
    <message>
        <source>{0} rows for {1} frames</source>
        <translation>{1} 帧对应 {0} 行</translation>
    </message>
    <message>
        <source>{0} s at {1} frames a second</source>
        <translation>{0} 秒，每秒 {1} 帧</translation>
    </message>
    <message>
        <source>{0} s of waiting</source>
        <translation>已等待 {0} 秒</translation>
    </message>
    <message>
        <source>{0} seconds</source>
        <translation>{0} 秒</translation>
    </message>
    <message>
        <source>{0} shows a face in too few frames</source>
        <translation>{0} 中有人脸的帧太少</translation>
    </message>
    <message>
        <source>{0} shows no face</source>
        <translation>{0} 中没有人脸</translation>
    </message>
    <message>
        <source>{0} shows {1} faces; the same one, the largest at the start, is followed throughout</source>
        <translation>{0} 中有 {1} 张人脸；将始终跟踪同一张，即开头最大的那张</translation>
    </message>
    <message>
        <source>{0} stopped giving pictures</source>
        <translation>{0} 不再给出画面</translation>
    </message>
    <message>
        <source>{0} stopped giving pictures. {1}</source>
        <translation>{0} 不再给出画面。{1}</translation>
    </message>
    <message>
        <source>{0} times, descriptors {1}, poses {2}</source>
        <translation>{0} 个时间，描述子 {1}，姿态 {2}</translation>
    </message>
    <message>
        <source>{0} to {1}</source>
        <translation>{0} 到 {1}</translation>
    </message>
    <message>
        <source>{0} to {1} pixels</source>
        <translation>{0} 到 {1} 像素</translation>
    </message>
    <message>
        <source>{0} values</source>
        <translation>{0} 个数值</translation>
    </message>
    <message>
        <source>{0} values, {1} of them not finite</source>
        <translation>{0} 个数值，其中 {1} 个非有限</translation>
    </message>
    <message>
        <source>{0} values, {1} times</source>
        <translation>{0} 个数值，{1} 个时间</translation>
    </message>
    <message>
        <source>{0} version {1}</source>
        <translation>{0} 版本 {1}</translation>
    </message>
    <message>
        <source>{0} x {1} pixels</source>
        <translation>{0} x {1} 像素</translation>
    </message>
    <message>
        <source>{0}, no display here</source>
        <translation>{0}，此处没有显示器</translation>
    </message>
    <message>
        <source>{0}, version {1}</source>
        <translation>{0}，版本 {1}</translation>
    </message>
    <message>
        <source>looking</source>
        <translation>正在查看</translation>
    </message>
    <message>
        <source>Record a longer clip with the face upright and in view</source>
        <translation>请录制更长的片段，人脸保持正立并处于画面中</translation>
    </message>
    <message>
        <source>max_frames, holdout_blocks and threads start at 1</source>
        <translation>max_frames、holdout_blocks 和 threads 从 1 开始</translation>
    </message>
    <message>
        <source>merging</source>
        <translation>正在合并</translation>
    </message>
    <message>
        <source>more than 0</source>
        <translation>大于 0</translation>
    </message>
    <message>
        <source>more than 0 m</source>
        <translation>大于 0 m</translation>
    </message>
    <message>
        <source>network layer {0} that does not fit</source>
        <translation>网络第 {0} 层不匹配</translation>
    </message>
    <message>
        <source>no address to fetch it from</source>
        <translation>没有获取它的地址</translation>
    </message>
    <message>
        <source>no answer from pip</source>
        <translation>pip 没有回应</translation>
    </message>
    <message>
        <source>no array &apos;{0}&apos;</source>
        <translation>没有数组“{0}”</translation>
    </message>
    <message>
        <source>no bank there</source>
        <translation>那里没有表情库</translation>
    </message>
    <message>
        <source>no bank.sqlite in it</source>
        <translation>其中没有 bank.sqlite</translation>
    </message>
    <message>
        <source>no capture</source>
        <translation>没有采集</translation>
    </message>
    <message>
        <source>no data from the writer</source>
        <translation>没有要写入的数据</translation>
    </message>
    <message>
        <source>no enclosed bank</source>
        <translation>没有附带的表情库</translation>
    </message>
    <message>
        <source>no file</source>
        <translation>没有文件</translation>
    </message>
    <message>
        <source>no frame that can be decoded</source>
        <translation>没有可解码的帧</translation>
    </message>
    <message>
        <source>no frames</source>
        <translation>没有帧</translation>
    </message>
    <message>
        <source>no permission to write there</source>
        <translation>没有写入权限</translation>
    </message>
    <message>
        <source>no plan of it in the project</source>
        <translation>项目中没有它的计划</translation>
    </message>
    <message>
        <source>no property {0}</source>
        <translation>没有属性 {0}</translation>
    </message>
    <message>
        <source>no such folder</source>
        <translation>没有这样的文件夹</translation>
    </message>
    <message>
        <source>no table</source>
        <translation>没有表</translation>
    </message>
    <message>
        <source>no text for &apos;{0}&apos;</source>
        <translation>“{0}”没有文本</translation>
    </message>
    <message>
        <source>no video stream that can be decoded</source>
        <translation>没有可解码的视频流</translation>
    </message>
    <message>
        <source>no wheel from pip</source>
        <translation>pip 没有给出 wheel 包</translation>
    </message>
    <message>
        <source>none chosen</source>
        <translation>未选择</translation>
    </message>
    <message>
        <source>none for {0}</source>
        <translation>没有 {0} 的近邻</translation>
    </message>
    <message>
        <source>none left after leaving out people, sources and banned entries</source>
        <translation>略过排除的人物、来源和禁用的条目后一个不剩</translation>
    </message>
    <message>
        <source>none left after leaving out people, sources and banned faces</source>
        <translation>略过排除的人物、来源和禁用的人脸后一个不剩</translation>
    </message>
    <message>
        <source>none, and none is needed</source>
        <translation>没有，也不需要</translation>
    </message>
    <message>
        <source>not a number</source>
        <translation>不是数值</translation>
    </message>
    <message>
        <source>not a whole number</source>
        <translation>不是整数</translation>
    </message>
    <message>
        <source>not an object</source>
        <translation>不是对象</translation>
    </message>
    <message>
        <source>not here yet</source>
        <translation>尚未获取</translation>
    </message>
    <message>
        <source>numbers that are not finite</source>
        <translation>非有限数值</translation>
    </message>
    <message>
        <source>one</source>
        <translation>一种</translation>
    </message>
    <message>
        <source>one element, &apos;vertex&apos;</source>
        <translation>一个元素“vertex”</translation>
    </message>
    <message>
        <source>one for each clip, or none</source>
        <translation>每个片段一个，或都没有</translation>
    </message>
    <message>
        <source>one of auto, {0}</source>
        <translation>auto、{0} 之一</translation>
    </message>
    <message>
        <source>one of {0}</source>
        <translation>{0} 之一</translation>
    </message>
    <message>
        <source>one of {0} numbers</source>
        <translation>由 {0} 个数值组成的输出</translation>
    </message>
    <message>
        <source>one row of 1 to {0} finite numbers</source>
        <translation>一行 1 到 {0} 个有限数值</translation>
    </message>
    <message>
        <source>one within {0} seconds</source>
        <translation>{0} 秒内给出画面</translation>
    </message>
    <message>
        <source>opening the camera</source>
        <translation>正在打开摄像头</translation>
    </message>
    <message>
        <source>pictures</source>
        <translation>张图片</translation>
    </message>
    <message>
        <source>positive numbers</source>
        <translation>正数</translation>
    </message>
    <message>
        <source>radians, at most pi and 1.5</source>
        <translation>弧度，最多 pi 和 1.5</translation>
    </message>
    <message>
        <source>raf-studio weights import FOLDER</source>
        <translation>raf-studio weights import FOLDER</translation>
    </message>
    <message>
        <source>recording</source>
        <translation>正在录制</translation>
    </message>
    <message>
        <source>red, green and blue, each 0 to 1</source>
        <translation>红、绿、蓝，各 0 到 1</translation>
    </message>
    <message>
        <source>removing faces</source>
        <translation>正在移除人脸</translation>
    </message>
    <message>
        <source>looking at this computer</source>
        <translation>正在查看这台电脑</translation>
    </message>
    <message>
        <source>measuring</source>
        <translation>正在测量</translation>
    </message>
</context>
<context>
    <name>ErrorState</name>
    <message>
        <source>Choose another video</source>
        <translation>选择其他视频</translation>
    </message>
    <message>
        <source>A video file of one person</source>
        <translation>同一人物的视频文件</translation>
    </message>
    <message>
        <source>Copy details</source>
        <translation>复制详细信息</translation>
    </message>
    <message>
        <source>For a report</source>
        <translation>用于报告问题</translation>
    </message>
    <message>
        <source>Back</source>
        <translation>返回</translation>
    </message>
    <message>
        <source>To the beginning</source>
        <translation>回到开头</translation>
    </message>
    <message>
        <source>Found: {}</source>
        <translation>发现：{}</translation>
    </message>
    <message>
        <source>Needed: {}</source>
        <translation>需要：{}</translation>
    </message>
    <message>
        <source>The video could not be read</source>
        <translation>无法读取视频</translation>
    </message>
</context>
<context>
    <name>ErrorTimeline</name>
    <message>
        <source>Errors over time</source>
        <translation>误差随时间的变化</translation>
    </message>
    <message>
        <source>Click or drag to choose a frame; arrows step.</source>
        <translation>单击或拖动选择帧；方向键逐帧移动。</translation>
    </message>
    <message>
        <source>Errors of A and B over time: mean difference to the truth</source>
        <translation>A 和 B 的误差随时间的变化：与真值的平均差异</translation>
    </message>
    <message>
        <source>Frame {}, {}</source>
        <translation>第 {} 帧，{}</translation>
    </message>
    <message>
        <source>held out</source>
        <translation>留出</translation>
    </message>
    <message>
        <source>not held out</source>
        <translation>未留出</translation>
    </message>
    <message>
        <source>no face</source>
        <translation>没有人脸</translation>
    </message>
    <message>
        <source>{}: error {} levels</source>
        <translation>{}：误差 {} 级</translation>
    </message>
    <message>
        <source>A video that drives has no truth: there are no errors to show</source>
        <translation>用于驱动的视频没有真值：无误差可显示</translation>
    </message>
    <message>
        <source>Neither avatar was trained on this capture: there is no truth to compare with</source>
        <translation>两个头像都没有用此采集训练：没有可比较的真值</translation>
    </message>
    <message>
        <source>Measuring…</source>
        <translation>正在测量…</translation>
    </message>
    <message>
        <source>Error, levels</source>
        <translation>误差（灰度级）</translation>
    </message>
</context>
<context>
    <name>EvidencePanel</name>
    <message>
        <source>People and frames</source>
        <translation>人物与帧</translation>
    </message>
    <message>
        <source>Which people, and which of their frames, the gains were measured on</source>
        <translation>这些增益是在哪些人、哪些帧上测得的</translation>
    </message>
    <message>
        <source>Reading what was measured…</source>
        <translation>正在读取测量结果…</translation>
    </message>
    <message>
        <source>No measurements are enclosed.</source>
        <translation>未附带测量结果。</translation>
    </message>
    <message>
        <source>Run them yourself: raf-studio evidence run main; see docs/evidence.md.</source>
        <translation>可自行测量：raf-studio evidence run main；参见 docs/evidence.md。</translation>
    </message>
    <message>
        <source>Retrieval helps: the paper&apos;s claim was met in {} trainings.</source>
        <translation>检索有用：在 {} 次训练中达到了论文所称的效果。</translation>
    </message>
    <message>
        <source>The paper&apos;s claim, 10 % better faces by retrieval, was not met in {} trainings.</source>
        <translation>论文称检索可使人脸改善 10%；在 {} 次训练中未达到。</translation>
    </message>
    <message>
        <source>So far {} trainings were measured; the claim is not decided yet.</source>
        <translation>目前已测量 {} 次训练；论文的说法尚无定论。</translation>
    </message>
    <message>
        <source>Gain against training without retrieval, all after {} steps; right of the line is better. Bars are 95 % intervals.</source>
        <translation>与不使用检索的训练相比的增益，均在训练 {} 步之后；竖线右侧为更好。横条为 95 % 区间。</translation>
    </message>
    <message>
        <source>Synthetic people, unusual expressions</source>
        <translation>合成人物，少见的表情</translation>
    </message>
    <message>
        <source>Synthetic people, all expressions</source>
        <translation>合成人物，全部表情</translation>
    </message>
    <message>
        <source>Synthetic people, driven by others</source>
        <translation>合成人物，由他人驱动</translation>
    </message>
    <message>
        <source>Real people, unusual expressions</source>
        <translation>真人，少见的表情</translation>
    </message>
    <message>
        <source>Real people, all expressions</source>
        <translation>真人，全部表情</translation>
    </message>
    <message>
        <source>Gains against training without retrieval</source>
        <translation>相对于不使用检索的训练的增益</translation>
    </message>
    <message>
        <source>A line for each way of retrieving, a column for each figure</source>
        <translation>每行一种检索方式，每列一项指标</translation>
    </message>
</context>
<context>
    <name>EvidenceTable</name>
    <message>
        <source>Trained with</source>
        <translation>训练方式</translation>
    </message>
    <message>
        <source>Landmarks, %</source>
        <translation>关键点（%）</translation>
    </message>
    <message>
        <source>LPIPS, %</source>
        <translation>LPIPS（%）</translation>
    </message>
    <message>
        <source>Not measured</source>
        <translation>未测量</translation>
    </message>
    <message>
        <source>{} against training without retrieval; 95 % interval {} to {}, {} people</source>
        <translation>相对于不使用检索的训练 {}；95% 区间 {} 至 {}，{} 人</translation>
    </message>
    <message>
        <source>Retrieval</source>
        <translation>检索</translation>
    </message>
    <message>
        <source>Half of the way to one of the 8 nearest faces (RAF)</source>
        <translation>最多移动一半距离，朝向 8 张最近人脸之一（RAF）</translation>
    </message>
    <message>
        <source>Retrieval, all the way</source>
        <translation>检索，完全替换</translation>
    </message>
    <message>
        <source>Full replacement, as in the paper</source>
        <translation>完全替换，与论文相同</translation>
    </message>
    <message>
        <source>Noise</source>
        <translation>噪声</translation>
    </message>
    <message>
        <source>Gaussian noise of the same size</source>
        <translation>同等幅度的高斯噪声</translation>
    </message>
    <message>
        <source>Random faces</source>
        <translation>随机人脸</translation>
    </message>
    <message>
        <source>Towards faces that are not alike, as far</source>
        <translation>朝向并不相似的人脸，移动同样的距离</translation>
    </message>
    <message>
        <source>Shaped noise</source>
        <translation>定形噪声</translation>
    </message>
    <message>
        <source>Noise with the covariance of what retrieval changes</source>
        <translation>协方差与检索改动相同的噪声</translation>
    </message>
    <message>
        <source>Retrieval, shuffled</source>
        <translation>检索，打乱</translation>
    </message>
    <message>
        <source>What retrieval would have done to another frame</source>
        <translation>检索本会对另一帧作出的改动</translation>
    </message>
    <message>
        <source>Own other moments</source>
        <translation>本人的其他时刻</translation>
    </message>
    <message>
        <source>Towards the same person&apos;s nearest other frames</source>
        <translation>朝向同一人最相近的其他帧</translation>
    </message>
    <message>
        <source>Retrieval, near only</source>
        <translation>检索，仅近邻</translation>
    </message>
    <message>
        <source>Faces beyond 1.3 own spacings are left out</source>
        <translation>超过本人间距 1.3 倍的人脸不用</translation>
    </message>
    <message>
        <source>Retrieval, fading</source>
        <translation>检索，随距离减弱</translation>
    </message>
    <message>
        <source>The less often, the farther the face is</source>
        <translation>人脸越远，使用得越少</translation>
    </message>
    <message>
        <source>Retrieval by parts</source>
        <translation>分部位检索</translation>
    </message>
    <message>
        <source>Mouth, eyes and brows each on its own</source>
        <translation>嘴、眼、眉各自检索</translation>
    </message>
    <message>
        <source>Retrieval with pose</source>
        <translation>检索，考虑姿态</translation>
    </message>
    <message>
        <source>The distance knows the turn of the head</source>
        <translation>距离计入头部转动</translation>
    </message>
    <message>
        <source>Retrieval, pulled back</source>
        <translation>检索并拉回</translation>
    </message>
    <message>
        <source>With the range projection while driving</source>
        <translation>驱动时使用范围投影</translation>
    </message>
    <message>
        <source>Translated only</source>
        <translation>仅转换</translation>
    </message>
    <message>
        <source>Others’ expressions are translated before they drive; without retrieval</source>
        <translation>他人的表情在驱动前先被转换；不用检索</translation>
    </message>
    <message>
        <source>As driven only</source>
        <translation>仅按驱动方式</translation>
    </message>
    <message>
        <source>Translated and pulled back while driving; without retrieval</source>
        <translation>驱动时转换并拉回；不用检索</translation>
    </message>
    <message>
        <source>Whole program</source>
        <translation>整个程序</translation>
    </message>
    <message>
        <source>Shuffled, translated</source>
        <translation>打乱，转换</translation>
    </message>
    <message>
        <source>Shuffled retrieval, and others’ expressions are translated before they drive</source>
        <translation>打乱的检索，并且他人的表情在驱动前先被转换</translation>
    </message>
    <message>
        <source>Shuffled retrieval; translated and pulled back while driving</source>
        <translation>打乱的检索；驱动时转换并拉回</translation>
    </message>
    <message>
        <source>Pulled back only</source>
        <translation>仅拉回</translation>
    </message>
    <message>
        <source>The range projection, without retrieval</source>
        <translation>范围投影，不使用检索</translation>
    </message>
</context>
<context>
    <name>Export</name>
    <message>
        <source>Save the table (CSV)…</source>
        <translation>保存表格（CSV）…</translation>
    </message>
    <message>
        <source>All frames, every face with its distance</source>
        <translation>所有帧，每张人脸及其距离</translation>
    </message>
    <message>
        <source>Choose this frame for the sheet</source>
        <translation>将此帧选入拼图</translation>
    </message>
    <message>
        <source>Put this frame on the contact sheet, or take it off</source>
        <translation>将此帧放入或移出拼图</translation>
    </message>
    <message>
        <source>Save a sheet of the chosen frames…</source>
        <translation>保存所选帧的拼图…</translation>
    </message>
    <message>
        <source>Choose frames with C first</source>
        <translation>请先用 C 键选择帧</translation>
    </message>
    <message>
        <source>Save a sheet of {} spread frames…</source>
        <translation>保存均匀分布的 {} 帧的拼图…</translation>
    </message>
    <message>
        <source>Save a sheet of the {} farthest frames…</source>
        <translation>保存最远 {} 帧的拼图…</translation>
    </message>
    <message>
        <source>Frames for which the bank has no close face</source>
        <translation>库中没有相近人脸的帧</translation>
    </message>
    <message>
        <source>Export</source>
        <translation>导出</translation>
    </message>
    <message>
        <source>Save the table or a contact sheet</source>
        <translation>保存表格或拼图</translation>
    </message>
    <message>
        <source>Save the table</source>
        <translation>保存表格</translation>
    </message>
    <message>
        <source>Tables (*.csv)</source>
        <translation>表格 (*.csv)</translation>
    </message>
    <message>
        <source>Saving the table of faces</source>
        <translation>正在保存人脸表格</translation>
    </message>
    <message>
        <source>Save the contact sheet</source>
        <translation>保存拼图</translation>
    </message>
    <message>
        <source>Pictures (*.png)</source>
        <translation>图片 (*.png)</translation>
    </message>
    <message>
        <source>Drawing the contact sheet</source>
        <translation>正在绘制拼图</translation>
    </message>
    <message>
        <source>Save the answers</source>
        <translation>保存答案</translation>
    </message>
    <message>
        <source>Show in folder</source>
        <translation>在文件夹中显示</translation>
    </message>
    <message>
        <source>Saved</source>
        <translation>已保存</translation>
    </message>
    <message>
        <source>Take this frame off the sheet</source>
        <translation>将此帧移出拼图</translation>
    </message>
</context>
<context>
    <name>FaceGrid</name>
    <message>
        <source>Faces of the bank</source>
        <translation>库中的人脸</translation>
    </message>
    <message>
        <source>Arrows choose a face, Return shows the faces that are like it.</source>
        <translation>方向键选择人脸，回车键显示与之相似的人脸。</translation>
    </message>
    <message>
        <source>no picture</source>
        <translation>没有图片</translation>
    </message>
</context>
<context>
    <name>FaceMap</name>
    <message>
        <source>Map of the bank</source>
        <translation>表情库地图</translation>
    </message>
    <message>
        <source>Like expressions lie side by side. Arrows pan, plus and minus zoom.</source>
        <translation>相似的表情彼此相邻。方向键平移，加减键缩放。</translation>
    </message>
</context>
<context>
    <name>FacePanel</name>
    <message>
        <source>Mouth</source>
        <translation>嘴部</translation>
    </message>
    <message>
        <source>Eyes</source>
        <translation>眼睛</translation>
    </message>
    <message>
        <source>Brows</source>
        <translation>眉毛</translation>
    </message>
    <message>
        <source>Gaze</source>
        <translation>视线</translation>
    </message>
    <message>
        <source>Each channel of the expression, from the resting face (the descriptor)</source>
        <translation>表情的每个通道，相对于静息面部（描述子）</translation>
    </message>
    <message>
        <source>Nearest faces of other people</source>
        <translation>其他人中最近的人脸</translation>
    </message>
    <message>
        <source>Faces like this one</source>
        <translation>与此相似的人脸</translation>
    </message>
    <message>
        <source>Order the bank by likeness to this expression (nearest neighbours, whitened L2)</source>
        <translation>按与此表情的相似度排列表情库（最近邻，白化 L2）</translation>
    </message>
    <message>
        <source>Only this person</source>
        <translation>仅此人物</translation>
    </message>
    <message>
        <source>Show this person’s faces alone</source>
        <translation>只显示此人物的人脸</translation>
    </message>
    <message>
        <source>Remove this clip</source>
        <translation>移除此片段</translation>
    </message>
    <message>
        <source>Remove all faces of this clip from the bank</source>
        <translation>从库中移除此片段的所有人脸</translation>
    </message>
    <message>
        <source>Remove this person</source>
        <translation>移除此人物</translation>
    </message>
    <message>
        <source>Remove this person from the bank for good</source>
        <translation>将此人物从库中永久移除</translation>
    </message>
    <message>
        <source>Nearest, of other people</source>
        <translation>其他人中最近的</translation>
    </message>
    <message>
        <source>Expression</source>
        <translation>表情</translation>
    </message>
    <message>
        <source>Remove from the bank</source>
        <translation>从库中移除</translation>
    </message>
    <message>
        <source>Click a face to see where it comes from and what it does.</source>
        <translation>点击一张人脸，查看它的来源和表情。</translation>
    </message>
    <message>
        <source>Person</source>
        <translation>人物</translation>
    </message>
    <message>
        <source>Clip</source>
        <translation>片段</translation>
    </message>
    <message>
        <source>Frame</source>
        <translation>帧</translation>
    </message>
    <message>
        <source>Head</source>
        <translation>头部</translation>
    </message>
    <message>
        <source>Licence</source>
        <translation>许可</translation>
    </message>
    <message>
        <source>Added</source>
        <translation>添加时间</translation>
    </message>
    <message>
        <source>Face {}</source>
        <translation>人脸 {}</translation>
    </message>
    <message>
        <source>The first of {} selected faces</source>
        <translation>{} 张所选人脸中的第一张</translation>
    </message>
    <message>
        <source>turn {}, nod {}, tilt {}</source>
        <translation>转头 {}，点头 {}，倾斜 {}</translation>
    </message>
    <message>
        <source>not stated</source>
        <translation>未说明</translation>
    </message>
    <message>
        <source>{} at {}</source>
        <translation>{}，{}</translation>
    </message>
</context>
<context>
    <name>FaceRow</name>
    <message>
        <source>No faces</source>
        <translation>没有人脸</translation>
    </message>
</context>
<context>
    <name>FacesList</name>
    <message>
        <source>Faces like this frame</source>
        <translation>与此帧相似的人脸</translation>
    </message>
    <message>
        <source>The nearest comes first. B bans a face, P pins it, Return shows it in the bank.</source>
        <translation>最近的排在最前。B 禁用人脸，P 固定人脸，回车键在表情库中显示它。</translation>
    </message>
</context>
<context>
    <name>FacesModel</name>
    <message>
        <source>Face {}</source>
        <translation>人脸 {}</translation>
    </message>
    <message>
        <source>{}, distance {} (whitened L2), from {}, face {}</source>
        <translation>{}，距离 {}（白化 L2），来自 {}，人脸 {}</translation>
    </message>
    <message>
        <source>, pinned for this frame</source>
        <translation>，已固定到此帧</translation>
    </message>
    <message>
        <source>, banned now</source>
        <translation>，现已禁用</translation>
    </message>
</context>
<context>
    <name>FacesView</name>
    <message>
        <source>Face of this frame</source>
        <translation>此帧的人脸</translation>
    </message>
    <message>
        <source>Search every frame</source>
        <translation>搜索每一帧</translation>
    </message>
    <message>
        <source>Skip no frames; this takes a while with a large bank</source>
        <translation>不跳过任何帧；表情库较大时需要一些时间</translation>
    </message>
    <message>
        <source>Nearest neighbours in the bank, by whitened L2 distance between expressions</source>
        <translation>库中的最近邻，按表情之间的白化 L2 距离</translation>
    </message>
    <message>
        <source>Frames searched</source>
        <translation>已搜索的帧</translation>
    </message>
    <message>
        <source>This frame</source>
        <translation>此帧</translation>
    </message>
    <message>
        <source>No picture of this frame</source>
        <translation>没有此帧的图片</translation>
    </message>
    <message>
        <source>Frame {}, {}</source>
        <translation>第 {} 帧，{}</translation>
    </message>
    <message>
        <source>No face was found in it</source>
        <translation>其中没有找到人脸</translation>
    </message>
    <message>
        <source>Left out: a run does not use it</source>
        <translation>已排除：训练不使用它</translation>
    </message>
    <message>
        <source>Nearest: {}</source>
        <translation>最近：{}</translation>
    </message>
    <message>
        <source>Faces at random</source>
        <translation>随机人脸</translation>
    </message>
    <message>
        <source>Faces like this one</source>
        <translation>与此相似的人脸</translation>
    </message>
    <message>
        <source>No face was found in this frame: choose another.</source>
        <translation>此帧中没有找到人脸：请选择另一帧。</translation>
    </message>
    <message>
        <source>This run did not compare parts of the face. Choose “Whole face”.</source>
        <translation>此训练没有分区域比较。请选择“整张脸”。</translation>
    </message>
    <message>
        <source>This run did not use this frame: choose another.</source>
        <translation>此训练没有使用这一帧：请选择另一帧。</translation>
    </message>
    <message>
        <source>Searching…</source>
        <translation>正在搜索…</translation>
    </message>
    <message>
        <source>Reading…</source>
        <translation>正在读取…</translation>
    </message>
    <message>
        <source>Preparing the search…</source>
        <translation>正在准备搜索…</translation>
    </message>
    <message>
        <source>Searched {} of {} frames</source>
        <translation>已搜索 {} 帧，共 {} 帧</translation>
    </message>
    <message>
        <source>To save time, one frame in {} was searched.</source>
        <translation>为节省时间，每 {} 帧搜索一帧。</translation>
    </message>
    <message>
        <source>Drawn from the bank “{}” when the run began</source>
        <translation>训练开始时取自表情库“{}”</translation>
    </message>
    <message>
        <source>This run drew from another bank, “{}”: its faces cannot be shown</source>
        <translation>此训练使用了另一个表情库“{}”：无法显示其中的人脸</translation>
    </message>
    <message>
        <source>{} faces of {} people in the bank “{}”</source>
        <translation>{} 张人脸，{} 人，表情库“{}”</translation>
    </message>
    <message>
        <source>{} frames draw other faces now; the next run uses that</source>
        <translation>{} 帧现在选用其他人脸；下一次训练会使用</translation>
    </message>
    <message>
        <source>No frame of this capture is affected</source>
        <translation>此采集没有受影响的帧</translation>
    </message>
</context>
<context>
    <name>Figures</name>
    <message>
        <source>A face counts as repeated when another frame draws it too: many repeats mean a small choice.</source>
        <translation>若另一帧也选中同一张人脸，则计为重复：重复多说明可选的人脸少。</translation>
    </message>
    <message>
        <source>People whose faces are drawn</source>
        <translation>人脸被选中的人物</translation>
    </message>
    <message>
        <source>Choosing one marks their faces over time.</source>
        <translation>选择一人会在时间轴上标出其人脸。</translation>
    </message>
    <message>
        <source>Distances</source>
        <translation>距离</translation>
    </message>
    <message>
        <source>People</source>
        <translation>人物</translation>
    </message>
    <message>
        <source>Nothing was searched yet.</source>
        <translation>还没有搜索过。</translation>
    </message>
    <message>
        <source>{} frames draw {} different faces</source>
        <translation>{} 帧选用了 {} 张不同的人脸</translation>
    </message>
    <message>
        <source>{} of all draws repeat a face</source>
        <translation>所有选用中有 {} 为重复人脸</translation>
    </message>
    <message>
        <source>{} people are drawn</source>
        <translation>选用了 {} 个人物</translation>
    </message>
    <message>
        <source>The next training goes without them: Retrieval is off on the Train page.</source>
        <translation>下一次训练不使用它们：“训练”页上检索已关闭。</translation>
    </message>
    <message>
        <source>Shuffled is on: the next training gives each frame the change that another frame’s face would bring. Pins and bans of a frame act through the others.</source>
        <translation>“打乱”已开启：下一次训练给每一帧另一帧的人脸会带来的变化。对某一帧的固定和禁用通过其他帧起作用。</translation>
    </message>
    <message>
        <source>The next training moves a frame towards one of its own faces.</source>
        <translation>下一次训练让一帧朝自己的某张人脸移动。</translation>
    </message>
</context>
<context>
    <name>FiguresTable</name>
    <message>
        <source>Figure</source>
        <translation>指标</translation>
    </message>
    <message>
        <source>B − A</source>
        <translation>B − A</translation>
    </message>
    <message>
        <source>{}, better</source>
        <translation>{}，更好</translation>
    </message>
    <message>
        <source>higher is better</source>
        <translation>越高越好</translation>
    </message>
    <message>
        <source>lower is better</source>
        <translation>越低越好</translation>
    </message>
    <message>
        <source>Error, levels</source>
        <translation>误差（灰度级）</translation>
    </message>
    <message>
        <source>Mean difference to the truth on held-out frames in levels of 255</source>
        <translation>留出帧与真值的平均差异，以 255 级计</translation>
    </message>
    <message>
        <source>PSNR, dB</source>
        <translation>PSNR（dB）</translation>
    </message>
    <message>
        <source>Peak signal-to-noise ratio on held-out frames</source>
        <translation>留出帧上的峰值信噪比</translation>
    </message>
    <message>
        <source>SSIM</source>
        <translation>SSIM</translation>
    </message>
    <message>
        <source>Structural similarity on held-out frames</source>
        <translation>留出帧上的结构相似性</translation>
    </message>
    <message>
        <source>LPIPS</source>
        <translation>LPIPS</translation>
    </message>
    <message>
        <source>Perceptual distance on held-out frames</source>
        <translation>留出帧上的感知距离</translation>
    </message>
    <message>
        <source>Eyes, lips, dB</source>
        <translation>眼、嘴（dB）</translation>
    </message>
    <message>
        <source>PSNR in the mouth and the eyes on held-out frames</source>
        <translation>留出帧上嘴部和眼睛的 PSNR</translation>
    </message>
    <message>
        <source>Landmarks, px</source>
        <translation>关键点（像素）</translation>
    </message>
    <message>
        <source>Mean distance of the face&apos;s landmarks on held-out frames</source>
        <translation>留出帧上人脸关键点的平均距离</translation>
    </message>
    <message>
        <source>Lips, lids, px</source>
        <translation>唇、睑（像素）</translation>
    </message>
    <message>
        <source>The same for the lips and the eyelids</source>
        <translation>同上，针对嘴唇和眼睑</translation>
    </message>
    <message>
        <source>Same person</source>
        <translation>同一人物</translation>
    </message>
    <message>
        <source>Likeness of the person: cosine of face embeddings (SFace)</source>
        <translation>人物相似度：人脸嵌入的余弦（SFace）</translation>
    </message>
    <message>
        <source>Expression</source>
        <translation>表情</translation>
    </message>
    <message>
        <source>Distance of the expression that is seen in the render to the wanted one</source>
        <translation>渲染图中看到的表情与目标表情的距离</translation>
    </message>
    <message>
        <source>Broken</source>
        <translation>损坏</translation>
    </message>
    <message>
        <source>Share of held-out frames in whose render no face is found</source>
        <translation>渲染图中找不到人脸的留出帧比例</translation>
    </message>
    <message>
        <source>Splats</source>
        <translation>高斯点</translation>
    </message>
    <message>
        <source>Number of Gaussians, N</source>
        <translation>高斯数量 N</translation>
    </message>
    <message>
        <source>Bases</source>
        <translation>基</translation>
    </message>
    <message>
        <source>Expression bases, K</source>
        <translation>表情基数量 K</translation>
    </message>
    <message>
        <source>Steps</source>
        <translation>步数</translation>
    </message>
    <message>
        <source>Steps of optimisation</source>
        <translation>优化步数</translation>
    </message>
    <message>
        <source>Trained, s</source>
        <translation>已训练（秒）</translation>
    </message>
    <message>
        <source>Time spent in training</source>
        <translation>训练所用时间</translation>
    </message>
</context>
<context>
    <name>Filmstrip</name>
    <message>
        <source>Filmstrip</source>
        <translation>胶片条</translation>
    </message>
    <message>
        <source>Drag to scrub, wheel to zoom, Shift and drag to mark a stretch</source>
        <translation>拖动浏览，滚轮缩放，按住 Shift 拖动以标记一段</translation>
    </message>
</context>
<context>
    <name>FilterPanel</name>
    <message>
        <source>Search faces</source>
        <translation>搜索人脸</translation>
    </message>
    <message>
        <source>Words in the person’s name, the clip’s name or its licence note; or a face’s number</source>
        <translation>人物名、片段名或许可说明中的词；或人脸编号</translation>
    </message>
    <message>
        <source>Search people</source>
        <translation>搜索人物</translation>
    </message>
    <message>
        <source>People</source>
        <translation>人物</translation>
    </message>
    <message>
        <source>Search clips</source>
        <translation>搜索片段</translation>
    </message>
    <message>
        <source>Clips</source>
        <translation>片段</translation>
    </message>
    <message>
        <source>Keep this filter</source>
        <translation>保存此筛选</translation>
    </message>
    <message>
        <source>Keep this filter under a name</source>
        <translation>为此筛选命名并保存</translation>
    </message>
    <message>
        <source>Name of the filter</source>
        <translation>筛选的名称</translation>
    </message>
    <message>
        <source>Under this name the filter is kept in the project</source>
        <translation>筛选以此名称保存在项目中</translation>
    </message>
    <message>
        <source>Keep</source>
        <translation>保留</translation>
    </message>
    <message>
        <source>Kept filters</source>
        <translation>已保存的筛选</translation>
    </message>
    <message>
        <source>Filters that you kept</source>
        <translation>您保存的筛选</translation>
    </message>
    <message>
        <source>All</source>
        <translation>全部</translation>
    </message>
    <message>
        <source>Head pose</source>
        <translation>头部姿态</translation>
    </message>
    <message>
        <source>Turn</source>
        <translation>转头</translation>
    </message>
    <message>
        <source>Nod</source>
        <translation>点头</translation>
    </message>
    <message>
        <source>Tilt</source>
        <translation>倾斜</translation>
    </message>
    <message>
        <source>How far the head is turned, positive to the person’s left (yaw)</source>
        <translation>头部转动的程度，向人物左侧为正（偏航）</translation>
    </message>
    <message>
        <source>How far the head is raised, positive up (pitch)</source>
        <translation>头部抬起的程度，向上为正（俯仰）</translation>
    </message>
    <message>
        <source>How far the head is tilted, positive clockwise (roll)</source>
        <translation>头部倾斜的程度，顺时针为正（滚转）</translation>
    </message>
    <message>
        <source>The bank is empty.</source>
        <translation>表情库是空的。</translation>
    </message>
    <message>
        <source>Drag the ends; double-click lets everything through.</source>
        <translation>拖动两端；双击则全部放行。</translation>
    </message>
    <message>
        <source>{} faces</source>
        <translation>{} 张人脸</translation>
    </message>
    <message>
        <source>Mouth</source>
        <translation>嘴部</translation>
    </message>
    <message>
        <source>Eyes</source>
        <translation>眼睛</translation>
    </message>
    <message>
        <source>Brows</source>
        <translation>眉毛</translation>
    </message>
    <message>
        <source>Gaze</source>
        <translation>视线</translation>
    </message>
    <message>
        <source>Forget</source>
        <translation>忘记</translation>
    </message>
    <message>
        <source>Forget the filter “{}”</source>
        <translation>忘记筛选“{}”</translation>
    </message>
    <message>
        <source>Keep the filter “{}”</source>
        <translation>保存筛选“{}”</translation>
    </message>
</context>
<context>
    <name>Fold</name>
    <message>
        <source>Take this filter away</source>
        <translation>去除此筛选</translation>
    </message>
    <message>
        <source>Fold</source>
        <translation>折叠</translation>
    </message>
    <message>
        <source>Unfold</source>
        <translation>展开</translation>
    </message>
</context>
<context>
    <name>FramePanel</name>
    <message>
        <source>Frame and decisions</source>
        <translation>帧与选择</translation>
    </message>
    <message>
        <source>Frame</source>
        <translation>帧</translation>
    </message>
    <message>
        <source>Number</source>
        <translation>编号</translation>
    </message>
    <message>
        <source>Counted from 0, and its time in the video</source>
        <translation>从 0 开始计数，以及它在视频中的时间</translation>
    </message>
    <message>
        <source>Face</source>
        <translation>人脸</translation>
    </message>
    <message>
        <source>Whether the tracker found the face, and how sure it is</source>
        <translation>跟踪器是否找到人脸，以及把握程度</translation>
    </message>
    <message>
        <source>Blur</source>
        <translation>模糊</translation>
    </message>
    <message>
        <source>0 % sharp to 100 % without detail (variance of the Laplacian)</source>
        <translation>0% 清晰，100% 毫无细节（拉普拉斯方差）</translation>
    </message>
    <message>
        <source>Head</source>
        <translation>头部</translation>
    </message>
    <message>
        <source>Turned to the subject&apos;s left +, nodded up + (yaw, pitch, roll)</source>
        <translation>转向人物左侧为正，抬头为正（偏航、俯仰、滚转）</translation>
    </message>
    <message>
        <source>Eyes</source>
        <translation>眼睛</translation>
    </message>
    <message>
        <source>How far both eyes are closed (eyeBlink scores)</source>
        <translation>双眼闭合的程度（eyeBlink 分数）</translation>
    </message>
    <message>
        <source>Used for</source>
        <translation>用途</translation>
    </message>
    <message>
        <source>What training does with this frame</source>
        <translation>训练如何使用此帧</translation>
    </message>
    <message>
        <source>What is used</source>
        <translation>使用哪些部分</translation>
    </message>
    <message>
        <source>Length</source>
        <translation>长度</translation>
    </message>
    <message>
        <source>The part between the handles (I and O set them)</source>
        <translation>两个手柄之间的部分（用 I 和 O 设定）</translation>
    </message>
    <message>
        <source>Excluded</source>
        <translation>已排除</translation>
    </message>
    <message>
        <source>Frames that you left out (X)</source>
        <translation>您排除的帧（X）</translation>
    </message>
    <message>
        <source>Exclude blurred</source>
        <translation>排除模糊帧</translation>
    </message>
    <message>
        <source>Leave out every frame much more blurred than usual</source>
        <translation>排除所有明显比平时模糊的帧</translation>
    </message>
    <message>
        <source>Use all again</source>
        <translation>重新全部使用</translation>
    </message>
    <message>
        <source>Take excluded frames in again and use the whole length</source>
        <translation>重新使用被排除的帧和全部长度</translation>
    </message>
    <message>
        <source>Neutral face</source>
        <translation>中性面部</translation>
    </message>
    <message>
        <source>This frame is neutral</source>
        <translation>此帧为中性</translation>
    </message>
    <message>
        <source>The face is at rest here (N)</source>
        <translation>此处面部处于静息状态（N）</translation>
    </message>
    <message>
        <source>Find it for me</source>
        <translation>替我查找</translation>
    </message>
    <message>
        <source>Take the calmest frames of the video</source>
        <translation>采用视频中最平静的帧</translation>
    </message>
    <message>
        <source>Held out for judging</source>
        <translation>留出用于评价</translation>
    </message>
    <message>
        <source>Hold out marked</source>
        <translation>留出所标记的部分</translation>
    </message>
    <message>
        <source>Never train on the marked stretch (Shift and drag in the timeline); H</source>
        <translation>从不用所标记的部分训练（在时间线上按住 Shift 拖动）；H</translation>
    </message>
    <message>
        <source>Choose for me</source>
        <translation>替我选择</translation>
    </message>
    <message>
        <source>Three stretches, 15 % of the frames</source>
        <translation>三段，共 15% 的帧</translation>
    </message>
    <message>
        <source>Hold out nothing</source>
        <translation>不留出</translation>
    </message>
    <message>
        <source>Train on everything; quality cannot be measured then</source>
        <translation>全部用于训练；此时无法测量质量</translation>
    </message>
    <message>
        <source>Camera</source>
        <translation>摄像头</translation>
    </message>
    <message>
        <source>Focal length</source>
        <translation>焦距</translation>
    </message>
    <message>
        <source>As of a 36 mm film along the longer side; a phone&apos;s main camera has 26 to 28 (assumed focal length)</source>
        <translation>按长边为 36 毫米的胶片计；手机主摄像头为 26 到 28（假定焦距）</translation>
    </message>
    <message>
        <source>mm</source>
        <translation>毫米</translation>
    </message>
    <message>
        <source>px</source>
        <translation>像素</translation>
    </message>
    <message>
        <source>Usual</source>
        <translation>通常</translation>
    </message>
    <message>
        <source>47 mm, right for most webcams and phones</source>
        <translation>47 毫米，适合大多数网络摄像头和手机</translation>
    </message>
    <message>
        <source>Crop</source>
        <translation>裁剪</translation>
    </message>
    <message>
        <source>Follow the face</source>
        <translation>跟随人脸</translation>
    </message>
    <message>
        <source>Cut out head and shoulders automatically; or drag the square in the picture</source>
        <translation>自动裁出头部和肩部；或在画面中拖动方框</translation>
    </message>
    <message>
        <source>Left edge</source>
        <translation>左边缘</translation>
    </message>
    <message>
        <source>Of the square, from the picture&apos;s left edge</source>
        <translation>方框到画面左边缘的距离</translation>
    </message>
    <message>
        <source>Upper edge</source>
        <translation>上边缘</translation>
    </message>
    <message>
        <source>Of the square, from the picture&apos;s upper edge</source>
        <translation>方框到画面上边缘的距离</translation>
    </message>
    <message>
        <source>Size</source>
        <translation>大小</translation>
    </message>
    <message>
        <source>Of the square&apos;s side</source>
        <translation>方框的边长</translation>
    </message>
    <message>
        <source>{} of {}, {}</source>
        <translation>{}，共 {}，{}</translation>
    </message>
    <message>
        <source>found, {} % sure</source>
        <translation>已找到，把握 {}%</translation>
    </message>
    <message>
        <source>not found</source>
        <translation>未找到</translation>
    </message>
    <message>
        <source>, more than usual</source>
        <translation>，比平时多</translation>
    </message>
    <message>
        <source>{} %{}</source>
        <translation>{}%{}</translation>
    </message>
    <message>
        <source>turn {}, nod {}, tilt {}</source>
        <translation>转头 {}，点头 {}，倾斜 {}</translation>
    </message>
    <message>
        <source>closed, {} %</source>
        <translation>闭合，{}%</translation>
    </message>
    <message>
        <source>open, {} % closed</source>
        <translation>睁开，闭合 {}%</translation>
    </message>
    <message>
        <source>Not neutral after all</source>
        <translation>取消中性</translation>
    </message>
    <message>
        <source>Marked is neutral</source>
        <translation>标记为中性</translation>
    </message>
    <message>
        <source>nothing: no face</source>
        <translation>不使用：没有人脸</translation>
    </message>
    <message>
        <source>nothing: excluded</source>
        <translation>不使用：已排除</translation>
    </message>
    <message>
        <source>nothing: outside the handles</source>
        <translation>不使用：在手柄之外</translation>
    </message>
    <message>
        <source>judging (held out)</source>
        <translation>评价（留出）</translation>
    </message>
    <message>
        <source>training</source>
        <translation>训练</translation>
    </message>
    <message>
        <source>nothing: too blurred</source>
        <translation>不使用：太模糊</translation>
    </message>
    <message>
        <source>all of it</source>
        <translation>全部</translation>
    </message>
    <message>
        <source>frames {} to {}</source>
        <translation>第 {} 到 {} 帧</translation>
    </message>
    <message>
        <source>{}, {}</source>
        <translation>{}，{}</translation>
    </message>
    <message>
        <source>none</source>
        <translation>无</translation>
    </message>
    <message>
        <source>{} frames</source>
        <translation>{} 帧</translation>
    </message>
    <message>
        <source>1 frame that you chose</source>
        <translation>你选择的 1 帧</translation>
    </message>
    <message>
        <source>{} frames that you chose</source>
        <translation>您选择的 {} 帧</translation>
    </message>
    <message>
        <source>Found in the calmest frames. Choose one yourself if this person always talks or smiles.</source>
        <translation>在最平静的帧中找到。如果此人总在说话或微笑，请自行选择。</translation>
    </message>
    <message>
        <source>Chosen for you: {} frames, {} %</source>
        <translation>自动选择：{} 帧，{}%</translation>
    </message>
    <message>
        <source>Your choice: {} frames, {} %</source>
        <translation>您的选择：{} 帧，{}%</translation>
    </message>
    <message>
        <source>Nothing: quality cannot be measured</source>
        <translation>不留出：无法测量质量</translation>
    </message>
</context>
<context>
    <name>FrameStrips</name>
    <message>
        <source>Face, blur, head turn and closed eyes over time</source>
        <translation>人脸、模糊、转头和闭眼随时间的变化</translation>
    </message>
    <message>
        <source>Click or drag to choose a frame; the handles at the ends trim.</source>
        <translation>单击或拖动选择帧；两端的手柄用于裁切。</translation>
    </message>
    <message>
        <source>Used</source>
        <translation>已使用</translation>
    </message>
    <message>
        <source>Face</source>
        <translation>人脸</translation>
    </message>
    <message>
        <source>Blur</source>
        <translation>模糊</translation>
    </message>
    <message>
        <source>Eyes shut</source>
        <translation>闭眼</translation>
    </message>
    <message>
        <source>Turn</source>
        <translation>转头</translation>
    </message>
    <message>
        <source>Nod</source>
        <translation>点头</translation>
    </message>
    <message>
        <source>Drag to scrub, wheel to zoom, Shift and drag to mark a stretch</source>
        <translation>拖动浏览，滚轮缩放，按住 Shift 拖动以标记一段</translation>
    </message>
    <message>
        <source>Frame {}, {}</source>
        <translation>第 {} 帧，{}</translation>
    </message>
    <message>
        <source>No face</source>
        <translation>没有人脸</translation>
    </message>
    <message>
        <source>Turned {}°, nodded {}° (yaw, pitch)</source>
        <translation>转头 {}°，点头 {}°（偏航、俯仰）</translation>
    </message>
    <message>
        <source>Blur {} %</source>
        <translation>模糊 {}%</translation>
    </message>
    <message>
        <source>Much more blurred than usual: training leaves it out</source>
        <translation>明显比平时模糊：训练会排除它</translation>
    </message>
    <message>
        <source>Eyes closed</source>
        <translation>闭眼</translation>
    </message>
    <message>
        <source>Held out: never trained on, used to judge</source>
        <translation>留出：从不用于训练，只用于评价</translation>
    </message>
    <message>
        <source>Excluded</source>
        <translation>已排除</translation>
    </message>
</context>
<context>
    <name>FrameViewer</name>
    <message>
        <source>Picture of the selected frame</source>
        <translation>所选帧的图片</translation>
    </message>
    <message>
        <source>Left and right step a frame; drag the square&apos;s corners to crop</source>
        <translation>左右键逐帧移动；拖动方框的角来裁剪</translation>
    </message>
    <message>
        <source>No face in this frame</source>
        <translation>此帧中没有人脸</translation>
    </message>
</context>
<context>
    <name>HistogramView</name>
    <message>
        <source>Histogram of distances</source>
        <translation>距离直方图</translation>
    </message>
    <message>
        <source>How far the retrieved faces are (bars), and how far as many faces drawn at random would be (line): whitened L2 distance. The mark is the chosen face.</source>
        <translation>检索到的人脸有多远（柱），以及随机抽取同样多的人脸会有多远（线）：白化 L2 距离。标记为所选人脸。</translation>
    </message>
</context>
<context>
    <name>Home</name>
    <message>
        <source>Captures: {}   Training runs: {}   Avatars: {}</source>
        <translation>采集：{}   训练：{}   头像：{}</translation>
    </message>
</context>
<context>
    <name>HomePage</name>
    <message>
        <source>Choose a video…</source>
        <translation>选择视频…</translation>
    </message>
    <message>
        <source>A new project from your video</source>
        <translation>用您的视频新建项目</translation>
    </message>
    <message>
        <source>Choose a folder…</source>
        <translation>选择文件夹…</translation>
    </message>
    <message>
        <source>A folder of pictures, or of videos of one person</source>
        <translation>同一人物的图片或视频文件夹</translation>
    </message>
    <message>
        <source>Open a project…</source>
        <translation>打开项目…</translation>
    </message>
    <message>
        <source>A folder ending in .rafstudio</source>
        <translation>以 .rafstudio 结尾的文件夹</translation>
    </message>
    <message>
        <source>Open the demo</source>
        <translation>打开演示</translation>
    </message>
    <message>
        <source>A finished avatar of a synthetic person, to try out</source>
        <translation>一位合成人物的现成头像，供试用</translation>
    </message>
    <message>
        <source>Folder for new projects</source>
        <translation>新项目的文件夹</translation>
    </message>
    <message>
        <source>RAF Studio in your own folder</source>
        <translation>您个人文件夹中的 RAF Studio</translation>
    </message>
    <message>
        <source>Beside the video</source>
        <translation>与视频放在一起</translation>
    </message>
    <message>
        <source>Another folder…</source>
        <translation>其他文件夹…</translation>
    </message>
    <message>
        <source>Recent projects</source>
        <translation>最近的项目</translation>
    </message>
    <message>
        <source>This computer</source>
        <translation>这台电脑</translation>
    </message>
    <message>
        <source>Licences</source>
        <translation>许可</translation>
    </message>
    <message>
        <source>Projects that you open are shown here. Begin with a video, or with the demo.</source>
        <translation>您打开过的项目会显示在这里。可以从一段视频或演示开始。</translation>
    </message>
    <message>
        <source>Opening {}…</source>
        <translation>正在打开 {}…</translation>
    </message>
    <message>
        <source>New projects are made beside their videos</source>
        <translation>新项目与视频放在一起</translation>
    </message>
    <message>
        <source>New projects go to {}</source>
        <translation>新项目保存到 {}</translation>
    </message>
    <message>
        <source>Videos ({});;All files (*)</source>
        <translation>视频 ({});;所有文件 (*)</translation>
    </message>
    <message>
        <source>Choose videos of one person</source>
        <translation>选择同一人物的视频</translation>
    </message>
    <message>
        <source>Choose a folder of pictures or videos</source>
        <translation>选择图片或视频文件夹</translation>
    </message>
    <message>
        <source>Open a project</source>
        <translation>打开项目</translation>
    </message>
    <message>
        <source>Import face models from a file</source>
        <translation>从文件导入人脸模型</translation>
    </message>
    <message>
        <source>Making the demo project</source>
        <translation>正在制作演示项目</translation>
    </message>
    <message>
        <source>Making the demo…</source>
        <translation>正在制作演示…</translation>
    </message>
</context>
<context>
    <name>Inspector</name>
    <message>
        <source>Search controls</source>
        <translation>搜索控件</translation>
    </message>
    <message>
        <source>Show only the controls with these words in their name (Ctrl+F)</source>
        <translation>只显示名称中含有这些词的控件（Ctrl+F）</translation>
    </message>
    <message>
        <source>Reset all</source>
        <translation>全部重置</translation>
    </message>
    <message>
        <source>Back to the neutral expression and head position</source>
        <translation>回到中性表情和头部位置</translation>
    </message>
    <message>
        <source>No control has this name.</source>
        <translation>没有这个名称的控件。</translation>
    </message>
    <message>
        <source>Head position</source>
        <translation>头部位置</translation>
    </message>
    <message>
        <source>Turn</source>
        <translation>转头</translation>
    </message>
    <message>
        <source>Nod</source>
        <translation>点头</translation>
    </message>
    <message>
        <source>Tilt</source>
        <translation>倾斜</translation>
    </message>
    <message>
        <source>Move right</source>
        <translation>右移</translation>
    </message>
    <message>
        <source>Move up</source>
        <translation>上移</translation>
    </message>
    <message>
        <source>Move nearer</source>
        <translation>移近</translation>
    </message>
    <message>
        <source>{}: double-click for zero</source>
        <translation>{}：双击归零</translation>
    </message>
    <message>
        <source>{} ({})
Seen in training: {:.2f} to {:.2f}. Double-click for zero.</source>
        <translation>{}（{}）
训练中出现过：{:.2f} 到 {:.2f}。双击归零。</translation>
    </message>
    <message>
        <source>Mouth</source>
        <translation>嘴部</translation>
    </message>
    <message>
        <source>Eyes</source>
        <translation>眼睛</translation>
    </message>
    <message>
        <source>Brows</source>
        <translation>眉毛</translation>
    </message>
    <message>
        <source>Gaze</source>
        <translation>视线</translation>
    </message>
</context>
<context>
    <name>JobBar</name>
    <message>
        <source>Work</source>
        <translation>工作</translation>
    </message>
    <message>
        <source>Show all work</source>
        <translation>显示所有工作</translation>
    </message>
    <message>
        <source>Progress</source>
        <translation>进度</translation>
    </message>
    <message>
        <source>How far the work is</source>
        <translation>工作进度</translation>
    </message>
    <message>
        <source>Pause</source>
        <translation>暂停</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>Stop this work</source>
        <translation>停止此工作</translation>
    </message>
    <message>
        <source>{}. Click to see all work</source>
        <translation>{}。点击查看所有工作</translation>
    </message>
    <message>
        <source>+{} more</source>
        <translation>另有 {} 项</translation>
    </message>
</context>
<context>
    <name>JobList</name>
    <message>
        <source>Work</source>
        <translation>工作</translation>
    </message>
    <message>
        <source>Nothing runs now. Long work, such as training, is listed here.</source>
        <translation>当前没有运行的工作。训练等耗时的工作会列在这里。</translation>
    </message>
    <message>
        <source>{}: {} ({})</source>
        <translation>{}：{}（{}）</translation>
    </message>
    <message>
        <source>Ended lately</source>
        <translation>最近结束</translation>
    </message>
</context>
<context>
    <name>Jobs</name>
    <message>
        <source>Go on</source>
        <translation>继续</translation>
    </message>
    <message>
        <source>Pause</source>
        <translation>暂停</translation>
    </message>
    <message>
        <source>waiting</source>
        <translation>等待中</translation>
    </message>
    <message>
        <source>paused</source>
        <translation>已暂停</translation>
    </message>
    <message>
        <source>stopping</source>
        <translation>正在停止</translation>
    </message>
    <message>
        <source>beginning</source>
        <translation>正在开始</translation>
    </message>
    <message>
        <source>{} left</source>
        <translation>剩余 {}</translation>
    </message>
    <message>
        <source>{} s</source>
        <translation>{} 秒</translation>
    </message>
    <message>
        <source>{} min</source>
        <translation>{} 分钟</translation>
    </message>
    <message>
        <source>{} h {} min</source>
        <translation>{} 小时 {} 分钟</translation>
    </message>
    <message>
        <source>done</source>
        <translation>完成</translation>
    </message>
    <message>
        <source>stopped</source>
        <translation>已停止</translation>
    </message>
    <message>
        <source>failed</source>
        <translation>失败</translation>
    </message>
</context>
<context>
    <name>LearningBar</name>
    <message>
        <source>Play how it learnt</source>
        <translation>播放学习过程</translation>
    </message>
    <message>
        <source>Show the snapshots one after the other</source>
        <translation>依次显示各快照</translation>
    </message>
    <message>
        <source>How it learnt</source>
        <translation>学习过程</translation>
    </message>
    <message>
        <source>Snapshots of this run, from its first seconds to its end</source>
        <translation>此训练从最初几秒到结束的快照</translation>
    </message>
    <message>
        <source>now</source>
        <translation>现在</translation>
    </message>
    <message>
        <source>finished</source>
        <translation>已完成</translation>
    </message>
    <message>
        <source>step {}</source>
        <translation>第 {} 步</translation>
    </message>
</context>
<context>
    <name>LicencePanel</name>
    <message>
        <source>Licences</source>
        <translation>许可</translation>
    </message>
    <message>
        <source>Every weight and data source, its licence, and commercial use</source>
        <translation>每个模型权重和数据来源、其许可以及能否商用</translation>
    </message>
    <message>
        <source>Reading…</source>
        <translation>正在读取…</translation>
    </message>
    <message>
        <source>Without a project, these are the models that every training uses.</source>
        <translation>没有项目时，这些是每次训练都会使用的模型。</translation>
    </message>
    <message>
        <source>Everything here may be used commercially, by its licence.</source>
        <translation>按其许可，这里的一切都可商用。</translation>
    </message>
    <message>
        <source>Something here must not be used commercially: see “no” below.</source>
        <translation>其中有不得商用的内容：见下方“否”。</translation>
    </message>
    <message>
        <source>Commercial use is unknown for some: see “unknown” below.</source>
        <translation>部分内容能否商用未知：见下方“未知”。</translation>
    </message>
</context>
<context>
    <name>Licences</name>
    <message>
        <source>Enclosed bank</source>
        <translation>自带的表情库</translation>
    </message>
    <message>
        <source>yes</source>
        <translation>是</translation>
    </message>
    <message>
        <source>no</source>
        <translation>否</translation>
    </message>
    <message>
        <source>unknown</source>
        <translation>未知</translation>
    </message>
    <message>
        <source>Face landmarks</source>
        <translation>面部关键点</translation>
    </message>
    <message>
        <source>Person&apos;s outline</source>
        <translation>人物轮廓</translation>
    </message>
    <message>
        <source>Perceptual distance</source>
        <translation>感知距离</translation>
    </message>
    <message>
        <source>Likeness</source>
        <translation>相似度</translation>
    </message>
    <message>
        <source>{} ({} sources)</source>
        <translation>{}（{} 个来源）</translation>
    </message>
    <message>
        <source>not stated</source>
        <translation>未说明</translation>
    </message>
    <message>
        <source>your video; no consent noted</source>
        <translation>您的视频；未记录同意</translation>
    </message>
    <message>
        <source>your video; agreed: {}</source>
        <translation>您的视频；已同意：{}</translation>
    </message>
    <message>
        <source>What</source>
        <translation>内容</translation>
    </message>
    <message>
        <source>Licence</source>
        <translation>许可</translation>
    </message>
    <message>
        <source>Commercial</source>
        <translation>商用</translation>
    </message>
</context>
<context>
    <name>LinePlot</name>
    <message>
        <source>No numbers yet</source>
        <translation>还没有数值</translation>
    </message>
    <message>
        <source>{} steps</source>
        <translation>{} 步</translation>
    </message>
    <message>
        <source>Step {}</source>
        <translation>第 {} 步</translation>
    </message>
</context>
<context>
    <name>Live</name>
    <message>
        <source>Open an avatar first, then the clip.</source>
        <translation>请先打开头像，再打开片段。</translation>
    </message>
    <message>
        <source>A clip needs an avatar to drive</source>
        <translation>需要先有头像，片段才能驱动它</translation>
    </message>
    <message>
        <source>The clip has no frame that can drive the avatar</source>
        <translation>片段中没有可以驱动头像的帧</translation>
    </message>
    <message>
        <source>Choose another clip.</source>
        <translation>请选择另一个片段。</translation>
    </message>
</context>
<context>
    <name>LiveActions</name>
    <message>
        <source>Open avatar</source>
        <translation>打开头像</translation>
    </message>
    <message>
        <source>Choose an avatar file</source>
        <translation>选择头像文件</translation>
    </message>
    <message>
        <source>Play a clip</source>
        <translation>播放片段</translation>
    </message>
    <message>
        <source>Drive the avatar by a video of a face</source>
        <translation>用人脸视频驱动头像</translation>
    </message>
    <message>
        <source>Drive by camera</source>
        <translation>用摄像头驱动</translation>
    </message>
    <message>
        <source>Follow the person in front of the camera, or stop</source>
        <translation>跟随摄像头前的人，或停止</translation>
    </message>
    <message>
        <source>Play</source>
        <translation>播放</translation>
    </message>
    <message>
        <source>Record</source>
        <translation>录制</translation>
    </message>
    <message>
        <source>Keep what the avatar does as a video</source>
        <translation>将头像的动作保存为视频</translation>
    </message>
    <message>
        <source>Save clip</source>
        <translation>保存片段</translation>
    </message>
    <message>
        <source>Make a video of the avatar doing the whole clip</source>
        <translation>制作头像演完整个片段的视频</translation>
    </message>
    <message>
        <source>Reset view</source>
        <translation>重置视图</translation>
    </message>
    <message>
        <source>See it as the camera did</source>
        <translation>以拍摄时的视角查看</translation>
    </message>
    <message>
        <source>Frame head</source>
        <translation>聚焦头部</translation>
    </message>
    <message>
        <source>Fill the view</source>
        <translation>充满视图</translation>
    </message>
    <message>
        <source>Show as</source>
        <translation>显示方式</translation>
    </message>
    <message>
        <source>Picture, points, ellipsoids, depth or normals</source>
        <translation>图像、点、椭球、深度或法线</translation>
    </message>
    <message>
        <source>Background</source>
        <translation>背景</translation>
    </message>
    <message>
        <source>What is behind the avatar</source>
        <translation>头像背后的内容</translation>
    </message>
    <message>
        <source>Save picture</source>
        <translation>保存图片</translation>
    </message>
    <message>
        <source>Save what the viewer shows</source>
        <translation>保存视图中显示的内容</translation>
    </message>
    <message>
        <source>Search controls</source>
        <translation>搜索控件</translation>
    </message>
    <message>
        <source>As a picture</source>
        <translation>显示为图像</translation>
    </message>
    <message>
        <source>The splats as they were trained</source>
        <translation>训练得到的高斯点</translation>
    </message>
    <message>
        <source>As points</source>
        <translation>显示为点</translation>
    </message>
    <message>
        <source>The middle of every splat</source>
        <translation>每个高斯点的中心</translation>
    </message>
    <message>
        <source>As ellipsoids</source>
        <translation>显示为椭球</translation>
    </message>
    <message>
        <source>Every splat as a solid body of its size</source>
        <translation>将每个高斯点显示为其大小的实体</translation>
    </message>
    <message>
        <source>Depth</source>
        <translation>深度</translation>
    </message>
    <message>
        <source>Near is bright, far is dark</source>
        <translation>近处亮，远处暗</translation>
    </message>
    <message>
        <source>Normals</source>
        <translation>法线</translation>
    </message>
    <message>
        <source>Which way each splat&apos;s shortest axis faces</source>
        <translation>每个高斯点最短轴的朝向</translation>
    </message>
</context>
<context>
    <name>LivePage</name>
    <message>
        <source>Open avatar</source>
        <translation>打开头像</translation>
    </message>
    <message>
        <source>The avatar&apos;s own controls (its descriptor&apos;s channels)</source>
        <translation>头像自身的控件（其描述子的通道）</translation>
    </message>
    <message>
        <source>The 52 names that face capture programs use (ARKit blendshapes)</source>
        <translation>面部捕捉程序使用的 52 个名称（ARKit blendshapes）</translation>
    </message>
    <message>
        <source>Expressions and head positions kept in this project</source>
        <translation>保存在此项目中的表情和头部位置</translation>
    </message>
    <message>
        <source>Sliders</source>
        <translation>滑块</translation>
    </message>
    <message>
        <source>ARKit names</source>
        <translation>ARKit 名称</translation>
    </message>
    <message>
        <source>Poses</source>
        <translation>姿态</translation>
    </message>
    <message>
        <source>Driver</source>
        <translation>驱动者</translation>
    </message>
    <message>
        <source>Expression</source>
        <translation>表情</translation>
    </message>
    <message>
        <source>recording</source>
        <translation>正在录制</translation>
    </message>
    <message>
        <source>It hardly moves with the expression.</source>
        <translation>它几乎不随表情移动。</translation>
    </message>
    <message>
        <source>Open the project of this avatar to see which frames taught it.</source>
        <translation>打开此头像的项目，查看哪些帧教会了它。</translation>
    </message>
    <message>
        <source>Avatars (*{})</source>
        <translation>头像 (*{})</translation>
    </message>
    <message>
        <source>Videos ({});;All files (*)</source>
        <translation>视频 ({});;所有文件 (*)</translation>
    </message>
    <message>
        <source>Choose a video</source>
        <translation>选择视频</translation>
    </message>
    <message>
        <source>Choose a project</source>
        <translation>选择项目</translation>
    </message>
    <message>
        <source>Show in folder</source>
        <translation>在文件夹中显示</translation>
    </message>
    <message>
        <source>Picture saved</source>
        <translation>图片已保存</translation>
    </message>
</context>
<context>
    <name>LiveView</name>
    <message>
        <source>Driver</source>
        <translation>驱动者</translation>
    </message>
    <message>
        <source>Nothing can be drawn</source>
        <translation>没有可绘制的内容</translation>
    </message>
    <message>
        <source>Driver: no face</source>
        <translation>驱动者：没有人脸</translation>
    </message>
    <message>
        <source>Driver: beyond its range</source>
        <translation>驱动者：超出其范围</translation>
    </message>
</context>
<context>
    <name>Machine</name>
    <message>
        <source>Checking this computer</source>
        <translation>正在检查这台电脑</translation>
    </message>
    <message>
        <source>Getting the face models</source>
        <translation>正在获取人脸模型</translation>
    </message>
    <message>
        <source>Importing the face models</source>
        <translation>正在导入人脸模型</translation>
    </message>
</context>
<context>
    <name>MainWindow</name>
    <message>
        <source>Stop the training and close?</source>
        <translation>停止训练并关闭？</translation>
    </message>
    <message>
        <source>Stop “{}” and close?</source>
        <translation>停止“{}”并关闭？</translation>
    </message>
    <message>
        <source>What was trained is kept and can be continued.</source>
        <translation>已训练的部分会保留，可以继续。</translation>
    </message>
    <message>
        <source>What is finished is kept; the rest can be begun again.</source>
        <translation>已完成的部分会保留；其余的可以重新开始。</translation>
    </message>
    <message>
        <source>Stop and close</source>
        <translation>停止并关闭</translation>
    </message>
    <message>
        <source>Keep working</source>
        <translation>继续工作</translation>
    </message>
    <message>
        <source>Stopping the work, then closing</source>
        <translation>正在停止工作，随后关闭</translation>
    </message>
</context>
<context>
    <name>MapPanel</name>
    <message>
        <source>What the map shows</source>
        <translation>地图显示的内容</translation>
    </message>
    <message>
        <source>The two directions in which these expressions differ most (principal components)</source>
        <translation>这些表情差异最大的两个方向（主成分）</translation>
    </message>
    <message>
        <source>Select an area</source>
        <translation>选择区域</translation>
    </message>
    <message>
        <source>Drag over the map to select; else hold Shift</source>
        <translation>在地图上拖动以选择；否则按住 Shift</translation>
    </message>
    <message>
        <source>See the whole map</source>
        <translation>查看整张地图</translation>
    </message>
    <message>
        <source>Where the capture lies</source>
        <translation>采集所在的位置</translation>
    </message>
    <message>
        <source>The open capture’s frames, and the faces of the bank that it has nothing like</source>
        <translation>已打开采集的帧，以及库中没有类似帧的人脸</translation>
    </message>
    <message>
        <source>Whole face</source>
        <translation>整张脸</translation>
    </message>
    <message>
        <source>Mouth</source>
        <translation>嘴部</translation>
    </message>
    <message>
        <source>Eyes</source>
        <translation>眼睛</translation>
    </message>
    <message>
        <source>Brows</source>
        <translation>眉毛</translation>
    </message>
    <message>
        <source>Gaze</source>
        <translation>视线</translation>
    </message>
    <message>
        <source>Head pose</source>
        <translation>头部姿态</translation>
    </message>
    <message>
        <source>measuring…</source>
        <translation>正在测量…</translation>
    </message>
    <message>
        <source>capture, covers {:.0f} %</source>
        <translation>采集，覆盖 {:.0f}%</translation>
    </message>
    <message>
        <source>missed</source>
        <translation>缺少</translation>
    </message>
    <message>
        <source>less {}</source>
        <translation>减少 {}</translation>
    </message>
</context>
<context>
    <name>MirrorView</name>
    <message>
        <source>Camera picture</source>
        <translation>摄像头画面</translation>
    </message>
    <message>
        <source>As in a mirror; the recording itself is not mirrored</source>
        <translation>如同照镜子；录像本身不镜像</translation>
    </message>
    <message>
        <source>No picture</source>
        <translation>没有画面</translation>
    </message>
    <message>
        <source>Waiting for the first picture…</source>
        <translation>正在等待第一帧画面…</translation>
    </message>
</context>
<context>
    <name>NamedPanel</name>
    <message>
        <source>Search ARKit names</source>
        <translation>搜索 ARKit 名称</translation>
    </message>
    <message>
        <source>Show only the sliders with these words in their name</source>
        <translation>只显示名称中含有这些词的滑块</translation>
    </message>
    <message>
        <source>This avatar&apos;s channels have no known relation to ARKit&apos;s names.</source>
        <translation>此头像的通道与 ARKit 名称没有已知的对应关系。</translation>
    </message>
    <message>
        <source>ARKit&apos;s 52 names, through what the tracker sees of each. {} of them hardly move this avatar: they are marked with “weak”.</source>
        <translation>ARKit 的 52 个名称，通过跟踪器对各表情的观测换算。其中 {} 个几乎不影响此头像：标为“弱”。</translation>
    </message>
    <message>
        <source>Mouth, jaw and cheeks</source>
        <translation>嘴、下颌和脸颊</translation>
    </message>
    <message>
        <source>Eyes</source>
        <translation>眼睛</translation>
    </message>
    <message>
        <source>Brows</source>
        <translation>眉毛</translation>
    </message>
    <message>
        <source>Gaze</source>
        <translation>视线</translation>
    </message>
    <message>
        <source>{} (weak)</source>
        <translation>{}（弱）</translation>
    </message>
    <message>
        <source>{} ({}). A full score moves this avatar by {:.0%} of what it showed in training.</source>
        <translation>{}（{}）。满分会使此头像移动其训练所见的 {:.0%}。</translation>
    </message>
    <message>
        <source>The face tracker hardly sees this movement, so avatars hardly learn it.</source>
        <translation>跟踪器几乎看不到这个动作，所以头像也几乎学不会。</translation>
    </message>
</context>
<context>
    <name>NewProject</name>
    <message>
        <source>Reading {}</source>
        <translation>正在读取 {}</translation>
    </message>
</context>
<context>
    <name>Notice</name>
    <message>
        <source>Copy details</source>
        <translation>复制详细信息</translation>
    </message>
    <message>
        <source>For a report</source>
        <translation>用于报告问题</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>关闭</translation>
    </message>
</context>
<context>
    <name>NoticeList</name>
    <message>
        <source>Warnings and errors</source>
        <translation>警告和错误</translation>
    </message>
    <message>
        <source>Dismiss all</source>
        <translation>全部忽略</translation>
    </message>
    <message>
        <source>Empty this list</source>
        <translation>清空此列表</translation>
    </message>
    <message>
        <source>Nothing went wrong.</source>
        <translation>没有出过问题。</translation>
    </message>
    <message>
        <source>Show older ones</source>
        <translation>显示更早的</translation>
    </message>
    <message>
        <source>{} more</source>
        <translation>另有 {} 个</translation>
    </message>
</context>
<context>
    <name>Numbers</name>
    <message>
        <source>Numbers of A and B</source>
        <translation>A 和 B 的数值</translation>
    </message>
    <message>
        <source>Options in which A and B differ</source>
        <translation>A 与 B 不同的选项</translation>
    </message>
    <message>
        <source>A line each, with A and B beside each other</source>
        <translation>每行一项，A 与 B 并列</translation>
    </message>
    <message>
        <source>They were trained with the same options</source>
        <translation>它们用相同的选项训练</translation>
    </message>
    <message>
        <source>Options that differ</source>
        <translation>不同的选项</translation>
    </message>
    <message>
        <source>The numbers of two avatars are compared here.</source>
        <translation>此处比较两个头像的数据。</translation>
    </message>
    <message>
        <source>{} is nearer to the truth in {} of {} held-out frames</source>
        <translation>{} 在 {} 个留出帧上更接近真值，共 {} 个</translation>
    </message>
    <message>
        <source>{}; measuring on…</source>
        <translation>{}；正在继续测量…</translation>
    </message>
    <message>
        <source>There are no numbers to compare</source>
        <translation>没有可比较的数值</translation>
    </message>
    <message>
        <source>Each is better in {} figures</source>
        <translation>各在 {} 项指标上更好</translation>
    </message>
    <message>
        <source>{} is better in {} of {} figures</source>
        <translation>{} 在 {} 项指标上更好，共 {} 项</translation>
    </message>
    <message>
        <source>Encoder</source>
        <translation>编码器</translation>
    </message>
    <message>
        <source>Picture size</source>
        <translation>图片大小</translation>
    </message>
    <message>
        <source>Retrieval</source>
        <translation>检索</translation>
    </message>
    <message>
        <source>Bank</source>
        <translation>表情库</translation>
    </message>
    <message>
        <source>Share of frames</source>
        <translation>帧的比例</translation>
    </message>
    <message>
        <source>Faces to draw from</source>
        <translation>可选的人脸</translation>
    </message>
    <message>
        <source>Way to go</source>
        <translation>移动比例</translation>
    </message>
    <message>
        <source>Begins at step</source>
        <translation>开始步数</translation>
    </message>
    <message>
        <source>Shuffled</source>
        <translation>打乱</translation>
    </message>
    <message>
        <source>Fewer when far</source>
        <translation>距离远时减少</translation>
    </message>
    <message>
        <source>Parts of the face</source>
        <translation>面部各区域</translation>
    </message>
    <message>
        <source>Farthest face</source>
        <translation>最远的人脸</translation>
    </message>
    <message>
        <source>Minutes</source>
        <translation>分钟</translation>
    </message>
    <message>
        <source>Seed</source>
        <translation>随机种子</translation>
    </message>
</context>
<context>
    <name>OpenProjectCard</name>
    <message>
        <source>“{}” is open</source>
        <translation>“{}”已打开</translation>
    </message>
    <message>
        <source>Move the avatar</source>
        <translation>移动头像</translation>
    </message>
    <message>
        <source>Train an avatar</source>
        <translation>训练头像</translation>
    </message>
    <message>
        <source>Add a video</source>
        <translation>添加视频</translation>
    </message>
    <message>
        <source>The next step with this project</source>
        <translation>此项目的下一步</translation>
    </message>
</context>
<context>
    <name>OptionRow</name>
    <message>
        <source>Reset {}</source>
        <translation>重置{}</translation>
    </message>
    <message>
        <source>none</source>
        <translation>无</translation>
    </message>
    <message>
        <source>Back to {}</source>
        <translation>返回 {}</translation>
    </message>
    <message>
        <source>This is the default</source>
        <translation>这是默认值</translation>
    </message>
</context>
<context>
    <name>OptionWords</name>
    <message>
        <source>Size of the avatar</source>
        <translation>头像大小</translation>
    </message>
    <message>
        <source>Course of the training</source>
        <translation>训练过程</translation>
    </message>
    <message>
        <source>What counts as an error</source>
        <translation>什么算作误差</translation>
    </message>
    <message>
        <source>Learning rates</source>
        <translation>学习率</translation>
    </message>
    <message>
        <source>Keeping splats at their depth</source>
        <translation>保持高斯点的深度</translation>
    </message>
    <message>
        <source>Moving unused splats</source>
        <translation>移动未使用的高斯点</translation>
    </message>
    <message>
        <source>Checks and checkpoints</source>
        <translation>检查与检查点</translation>
    </message>
    <message>
        <source>This computer</source>
        <translation>这台电脑</translation>
    </message>
    <message>
        <source>Basis</source>
        <translation>基</translation>
    </message>
    <message>
        <source>Field (slow)</source>
        <translation>场（较慢）</translation>
    </message>
    <message>
        <source>Automatic</source>
        <translation>自动</translation>
    </message>
    <message>
        <source>Processor</source>
        <translation>处理器</translation>
    </message>
    <message>
        <source>Graphics card</source>
        <translation>显卡</translation>
    </message>
    <message>
        <source>Reference (slow)</source>
        <translation>参考实现（较慢）</translation>
    </message>
    <message>
        <source>Splats</source>
        <translation>高斯点</translation>
    </message>
    <message>
        <source>Number of Gaussians, N: more show finer detail, and take longer</source>
        <translation>高斯数量 N：越多细节越精细，耗时也越长</translation>
    </message>
    <message>
        <source>Expression bases</source>
        <translation>表情基</translation>
    </message>
    <message>
        <source>K: how many ways the splats can move with expressions</source>
        <translation>K：高斯点随表情运动的方式数</translation>
    </message>
    <message>
        <source>Network width</source>
        <translation>网络宽度</translation>
    </message>
    <message>
        <source>Hidden units of the network from expression to basis weights</source>
        <translation>从表情到基权重的网络的隐藏单元数</translation>
    </message>
    <message>
        <source>How it moves</source>
        <translation>运动方式</translation>
    </message>
    <message>
        <source>Linear bases weighted by a small network, or a deformation field as in the paper</source>
        <translation>由小网络加权的线性基，或如论文中的形变场</translation>
    </message>
    <message>
        <source>Most steps</source>
        <translation>最多步数</translation>
    </message>
    <message>
        <source>Training ends here even when there is time left</source>
        <translation>即使还有时间，训练也在此结束</translation>
    </message>
    <message>
        <source>Frames a step</source>
        <translation>每步的帧数</translation>
    </message>
    <message>
        <source>Batch size</source>
        <translation>批大小</translation>
    </message>
    <message>
        <source>Half size until</source>
        <translation>半分辨率直到</translation>
    </message>
    <message>
        <source>Share of the training at half resolution, which is faster at the start</source>
        <translation>以半分辨率训练的比例，开始时更快</translation>
    </message>
    <message>
        <source>Expression noise</source>
        <translation>表情噪声</translation>
    </message>
    <message>
        <source>Deviation of Gaussian noise added to standardised descriptors</source>
        <translation>加到标准化描述子上的高斯噪声的标准差</translation>
    </message>
    <message>
        <source>Running average</source>
        <translation>滑动平均</translation>
    </message>
    <message>
        <source>Decay of the average of the weights that is judged and saved; 0 for none</source>
        <translation>用于评价和保存的权重平均的衰减率；0 表示不用</translation>
    </message>
    <message>
        <source>Background</source>
        <translation>背景</translation>
    </message>
    <message>
        <source>Brightness behind the person in previews and checks, 0 black to 1 white</source>
        <translation>预览和检查时人物背后的亮度，0 为黑，1 为白</translation>
    </message>
    <message>
        <source>Vary background</source>
        <translation>随机背景</translation>
    </message>
    <message>
        <source>How far the colour behind the person strays at each step: 0 not at all, 1 to any colour</source>
        <translation>每一步人物背后的颜色偏离多远：0 为不变，1 为任意颜色</translation>
    </message>
    <message>
        <source>Check every, s</source>
        <translation>检查间隔（秒）</translation>
    </message>
    <message>
        <source>Seconds between checks on validation frames</source>
        <translation>两次验证检查之间的秒数</translation>
    </message>
    <message>
        <source>Stop after checks</source>
        <translation>多少次检查后停止</translation>
    </message>
    <message>
        <source>Checks without a better one before the training stops by itself; 0 never stops early</source>
        <translation>连续这么多次检查没有改进后训练自动停止；0 表示从不提前停止</translation>
    </message>
    <message>
        <source>Validation share</source>
        <translation>验证比例</translation>
    </message>
    <message>
        <source>Part of the training frames that chooses the best weights and is not trained on</source>
        <translation>训练帧中用于选择最佳权重而不参与训练的部分</translation>
    </message>
    <message>
        <source>Validation frames</source>
        <translation>验证帧数</translation>
    </message>
    <message>
        <source>At most so many are judged at a check</source>
        <translation>每次检查最多评价这么多帧</translation>
    </message>
    <message>
        <source>Save every, s</source>
        <translation>保存间隔（秒）</translation>
    </message>
    <message>
        <source>Seconds between checkpoints, from which a run can go on</source>
        <translation>检查点之间的秒数，训练可从检查点继续</translation>
    </message>
    <message>
        <source>Draws with</source>
        <translation>绘制方式</translation>
    </message>
    <message>
        <source>Rasteriser</source>
        <translation>光栅化器</translation>
    </message>
    <message>
        <source>Threads</source>
        <translation>线程</translation>
    </message>
    <message>
        <source>Of the processor; 0 for all cores</source>
        <translation>处理器线程数；0 表示全部核心</translation>
    </message>
    <message>
        <source>Structure</source>
        <translation>结构</translation>
    </message>
    <message>
        <source>Share of D-SSIM in the picture&apos;s loss; the rest is L1</source>
        <translation>D-SSIM 在图像损失中的比例；其余为 L1</translation>
    </message>
    <message>
        <source>Mouth and eyes</source>
        <translation>嘴部和眼睛</translation>
    </message>
    <message>
        <source>Weight of pixels in the mouth and the eyes against 1</source>
        <translation>嘴部和眼睛像素的权重，其余为 1</translation>
    </message>
    <message>
        <source>Outline</source>
        <translation>轮廓</translation>
    </message>
    <message>
        <source>Weight of the difference to the person&apos;s mask</source>
        <translation>与人物蒙版之差的权重</translation>
    </message>
    <message>
        <source>Pose anchor</source>
        <translation>姿态锚定</translation>
    </message>
    <message>
        <source>Weight of the squared pose corrections of single frames</source>
        <translation>单帧姿态修正平方的权重</translation>
    </message>
    <message>
        <source>Calm expressions</source>
        <translation>平静的表情</translation>
    </message>
    <message>
        <source>Weight of the squared basis weights</source>
        <translation>基权重平方的权重</translation>
    </message>
    <message>
        <source>Consistency</source>
        <translation>一致性</translation>
    </message>
    <message>
        <source>Weight of how alike a frame looks with its own and its retrieved expression, beyond mouth and eyes</source>
        <translation>同一帧用自身表情与检索表情时，嘴眼以外画面相似程度的权重</translation>
    </message>
    <message>
        <source>On the face</source>
        <translation>人脸上</translation>
    </message>
    <message>
        <source>Share of its way back to its first depth that a splat goes each step: 0 lets it stray</source>
        <translation>每一步高斯点向最初深度退回的比例：0 表示任其偏离</translation>
    </message>
    <message>
        <source>Hair and torso</source>
        <translation>头发与躯干</translation>
    </message>
    <message>
        <source>The same for splats that did not begin on the face</source>
        <translation>同上，用于起初不在人脸上的高斯点</translation>
    </message>
    <message>
        <source>Every, steps</source>
        <translation>间隔（步）</translation>
    </message>
    <message>
        <source>Least steps between moves of the least used splats</source>
        <translation>两次移动最少用到的高斯点之间至少的步数</translation>
    </message>
    <message>
        <source>Times</source>
        <translation>次数</translation>
    </message>
    <message>
        <source>Moves in the whole training at most, spread evenly over it</source>
        <translation>整个训练中最多移动的次数，均匀分布</translation>
    </message>
    <message>
        <source>Until</source>
        <translation>直到</translation>
    </message>
    <message>
        <source>Share of the training after which none are moved</source>
        <translation>训练到此比例后不再移动</translation>
    </message>
    <message>
        <source>Share moved</source>
        <translation>移动的比例</translation>
    </message>
    <message>
        <source>Share of the splats that is moved each time</source>
        <translation>每次移动的高斯点比例</translation>
    </message>
    <message>
        <source>Adam&apos;s learning rate, in natural units a step</source>
        <translation>Adam 的学习率，以每步的自然单位计</translation>
    </message>
    <message>
        <source>Bases</source>
        <translation>基</translation>
    </message>
    <message>
        <source>Network</source>
        <translation>网络</translation>
    </message>
    <message>
        <source>Linear part</source>
        <translation>线性部分</translation>
    </message>
    <message>
        <source>Head pose map</source>
        <translation>头部姿态图</translation>
    </message>
    <message>
        <source>Torso</source>
        <translation>躯干</translation>
    </message>
    <message>
        <source>Head or torso</source>
        <translation>头部或躯干</translation>
    </message>
    <message>
        <source>Frames&apos; pose</source>
        <translation>逐帧姿态</translation>
    </message>
    <message>
        <source>At the end</source>
        <translation>最后</translation>
    </message>
    <message>
        <source>Rates fall exponentially to this share of themselves</source>
        <translation>学习率按指数下降到自身的这个比例</translation>
    </message>
    <message>
        <source>Passes</source>
        <translation>遍数</translation>
    </message>
    <message>
        <source>Times all frames are seen until rates have fallen, 10,000 steps at least; then it goes on slowly</source>
        <translation>学习率降到最低之前所有帧被看过的遍数，至少 10,000 步；之后缓慢继续</translation>
    </message>
</context>
<context>
    <name>OptionsForm</name>
    <message>
        <source>{}. From {} to {}. “{}” in the config</source>
        <translation>{}。范围 {} 到 {}。配置中为“{}”</translation>
    </message>
    <message>
        <source>Reset “{}”</source>
        <translation>重置“{}”</translation>
    </message>
    <message>
        <source>Change “{}”</source>
        <translation>更改“{}”</translation>
    </message>
</context>
<context>
    <name>OptionsTable</name>
    <message>
        <source>Option</source>
        <translation>选项</translation>
    </message>
    <message>
        <source>on</source>
        <translation>开</translation>
    </message>
    <message>
        <source>off</source>
        <translation>关</translation>
    </message>
    <message>
        <source>Enclosed bank</source>
        <translation>自带的表情库</translation>
    </message>
</context>
<context>
    <name>Page</name>
    <message>
        <source>Show or hide {}</source>
        <translation>显示或隐藏{}</translation>
    </message>
    <message>
        <source>Panels</source>
        <translation>面板</translation>
    </message>
    <message>
        <source>Choose a panel</source>
        <translation>选择面板</translation>
    </message>
</context>
<context>
    <name>Pages</name>
    <message>
        <source>Home</source>
        <translation>主页</translation>
    </message>
    <message>
        <source>Projects, this computer, licences</source>
        <translation>项目、这台电脑、许可</translation>
    </message>
    <message>
        <source>Capture</source>
        <translation>采集</translation>
    </message>
    <message>
        <source>The video: what is found in it, and which parts are used</source>
        <translation>视频：其中找到了什么，使用哪些部分</translation>
    </message>
    <message>
        <source>Bank</source>
        <translation>表情库</translation>
    </message>
    <message>
        <source>Expressions of other people</source>
        <translation>其他人的表情</translation>
    </message>
    <message>
        <source>Retrieval</source>
        <translation>检索</translation>
    </message>
    <message>
        <source>Which faces of the bank are like this one</source>
        <translation>库中哪些人脸与此相似</translation>
    </message>
    <message>
        <source>Train</source>
        <translation>训练</translation>
    </message>
    <message>
        <source>Make the avatar, and watch it learn</source>
        <translation>制作头像，并看它学习</translation>
    </message>
    <message>
        <source>Live</source>
        <translation>实时</translation>
    </message>
    <message>
        <source>Move the avatar</source>
        <translation>移动头像</translation>
    </message>
    <message>
        <source>Compare</source>
        <translation>比较</translation>
    </message>
    <message>
        <source>Two avatars side by side</source>
        <translation>并排比较两个头像</translation>
    </message>
</context>
<context>
    <name>PersonsModel</name>
    <message>
        <source>{}: {} of all drawn faces; choose to mark the frames on the timeline</source>
        <translation>{}：占所有选用人脸的 {}；选择后在时间线上标记这些帧</translation>
    </message>
</context>
<context>
    <name>PictureBox</name>
    <message>
        <source>The frame that was read last</source>
        <translation>最近读取的帧</translation>
    </message>
</context>
<context>
    <name>PolicyForm</name>
    <message>
        <source>Share of frames</source>
        <translation>帧的比例</translation>
    </message>
    <message>
        <source>Probability that a frame&apos;s expression is moved towards a neighbour&apos;s</source>
        <translation>一帧的表情被移向近邻表情的概率</translation>
    </message>
    <message>
        <source>Faces to draw from</source>
        <translation>可选的人脸</translation>
    </message>
    <message>
        <source>k: a neighbour is drawn evenly from the k nearest in the bank</source>
        <translation>k：从库中最近的 k 个近邻中均匀抽取</translation>
    </message>
    <message>
        <source>Way to go, least</source>
        <translation>移动比例下限</translation>
    </message>
    <message>
        <source>Strength: share of the way to the neighbour; 1 without Shuffled replaces, as in the paper</source>
        <translation>强度：走向近邻的路程比例；未打乱时 1 即替换，与论文相同</translation>
    </message>
    <message>
        <source>Way to go, most</source>
        <translation>移动比例上限</translation>
    </message>
    <message>
        <source>Strength: drawn evenly between the least and the most</source>
        <translation>强度：在最小与最大之间均匀抽取</translation>
    </message>
    <message>
        <source>Shuffled</source>
        <translation>打乱</translation>
    </message>
    <message>
        <source>A frame makes the move of another frame towards its neighbour: how other people&apos;s faces differ, without a pull towards any of them. Off: it moves towards its own neighbour, as in the paper</source>
        <translation>每一帧采用另一帧朝其近邻的移动：体现他人面部的差异，而不被拉向其中任何一张。关闭时：朝自己的近邻移动，与论文相同</translation>
    </message>
    <message>
        <source>Begins at step</source>
        <translation>开始步数</translation>
    </message>
    <message>
        <source>Warm-up: before this step nothing is moved</source>
        <translation>预热：在此步之前不做移动</translation>
    </message>
    <message>
        <source>Farthest face</source>
        <translation>最远的人脸</translation>
    </message>
    <message>
        <source>Gate: neighbours farther than this many times the subject&apos;s own spacing are not used</source>
        <translation>门限：比人物自身间距的这个倍数更远的近邻不使用</translation>
    </message>
    <message>
        <source>Fewer when far</source>
        <translation>距离远时减少</translation>
    </message>
    <message>
        <source>The probability falls with the neighbour&apos;s distance</source>
        <translation>概率随近邻距离下降</translation>
    </message>
    <message>
        <source>Parts of the face</source>
        <translation>面部各区域</translation>
    </message>
    <message>
        <source>Whole descriptor, or a neighbour for each region</source>
        <translation>整个描述子，或每个区域各一个近邻</translation>
    </message>
    <message>
        <source>any</source>
        <translation>任意</translation>
    </message>
    <message>
        <source>Whole face</source>
        <translation>整张脸</translation>
    </message>
    <message>
        <source>Mouth</source>
        <translation>嘴部</translation>
    </message>
    <message>
        <source>Eyes</source>
        <translation>眼睛</translation>
    </message>
    <message>
        <source>Mouth, eyes</source>
        <translation>嘴部、眼睛</translation>
    </message>
    <message>
        <source>Each apart</source>
        <translation>分别选取</translation>
    </message>
    <message>
        <source>Change “{}”</source>
        <translation>更改“{}”</translation>
    </message>
</context>
<context>
    <name>PoseList</name>
    <message>
        <source>Keep “{}”</source>
        <translation>保存“{}”</translation>
    </message>
    <message>
        <source>Delete “{}”</source>
        <translation>删除“{}”</translation>
    </message>
    <message>
        <source>Rename “{}”</source>
        <translation>重命名“{}”</translation>
    </message>
    <message>
        <source>{}: double-click to use it, F2 to rename it</source>
        <translation>{}：双击使用，F2 重命名</translation>
    </message>
    <message>
        <source>Pose {}</source>
        <translation>姿态 {}</translation>
    </message>
</context>
<context>
    <name>PosesPanel</name>
    <message>
        <source>Keep this pose</source>
        <translation>保存此姿态</translation>
    </message>
    <message>
        <source>Keep the present expression and head position</source>
        <translation>保存当前的表情和头部位置</translation>
    </message>
    <message>
        <source>Use</source>
        <translation>使用</translation>
    </message>
    <message>
        <source>Give this pose to the avatar</source>
        <translation>将此姿态应用到头像</translation>
    </message>
    <message>
        <source>Rename</source>
        <translation>重命名</translation>
    </message>
    <message>
        <source>Give this pose another name</source>
        <translation>重命名此姿态</translation>
    </message>
    <message>
        <source>Delete</source>
        <translation>删除</translation>
    </message>
    <message>
        <source>Delete this pose (can be undone)</source>
        <translation>删除此姿态（可撤销）</translation>
    </message>
    <message>
        <source>Kept poses</source>
        <translation>已保存的姿态</translation>
    </message>
    <message>
        <source>Double-click or press Enter to use a pose</source>
        <translation>双击或按 Enter 使用姿态</translation>
    </message>
    <message>
        <source>Open a project to keep poses in it.</source>
        <translation>打开一个项目以便保存姿态。</translation>
    </message>
    <message>
        <source>No poses yet. Move the sliders, then keep the pose here.</source>
        <translation>还没有姿态。移动滑块，然后在此保存姿态。</translation>
    </message>
</context>
<context>
    <name>RecentList</name>
    <message>
        <source>Recent projects</source>
        <translation>最近的项目</translation>
    </message>
    <message>
        <source>Click to open; right click for more</source>
        <translation>点击打开；右键查看更多</translation>
    </message>
    <message>
        <source>Open</source>
        <translation>打开</translation>
    </message>
    <message>
        <source>Show in folder</source>
        <translation>在文件夹中显示</translation>
    </message>
    <message>
        <source>Take off this list</source>
        <translation>从此列表移除</translation>
    </message>
</context>
<context>
    <name>Reception</name>
    <message>
        <source>New avatar from this video</source>
        <translation>用此视频制作新头像</translation>
    </message>
    <message>
        <source>New avatar from these {} videos</source>
        <translation>用这 {} 个视频制作新头像</translation>
    </message>
    <message>
        <source>A new project of one person; training is the next step</source>
        <translation>同一人物的新项目；下一步是训练</translation>
    </message>
    <message>
        <source>Add to “{}”</source>
        <translation>添加到“{}”</translation>
    </message>
    <message>
        <source>Another take of the same person in the open project</source>
        <translation>已打开项目中同一人物的另一段视频</translation>
    </message>
    <message>
        <source>Drive the avatar</source>
        <translation>驱动头像</translation>
    </message>
    <message>
        <source>The face in this video moves the avatar that is open</source>
        <translation>此视频中的人脸驱动已打开的头像</translation>
    </message>
    <message>
        <source>Its captures, runs and avatars</source>
        <translation>其中的采集、训练和头像</translation>
    </message>
    <message>
        <source>Open “{}”</source>
        <translation>打开“{}”</translation>
    </message>
    <message>
        <source>Open this avatar</source>
        <translation>打开此头像</translation>
    </message>
    <message>
        <source>Look at it and move it</source>
        <translation>查看并移动它</translation>
    </message>
    <message>
        <source>Compare it</source>
        <translation>比较它</translation>
    </message>
    <message>
        <source>Side by side with another avatar</source>
        <translation>与另一个头像并排</translation>
    </message>
    <message>
        <source>Use the bank “{}”</source>
        <translation>使用表情库“{}”</translation>
    </message>
    <message>
        <source>Use this bank</source>
        <translation>使用此表情库</translation>
    </message>
    <message>
        <source>Expressions of other people</source>
        <translation>其他人的表情</translation>
    </message>
    <message>
        <source>Faces like this one</source>
        <translation>与此相似的人脸</translation>
    </message>
    <message>
        <source>Looks for the expression of this picture in the bank</source>
        <translation>在库中查找此图片的表情</translation>
    </message>
    <message>
        <source>“{}” cannot be opened</source>
        <translation>无法打开“{}”</translation>
    </message>
    <message>
        <source>there is no such file</source>
        <translation>没有这个文件</translation>
    </message>
    <message>
        <source>Drop a video, a folder of pictures, a project, an avatar or a bank.</source>
        <translation>请拖放视频、图片文件夹、项目、头像或表情库。</translation>
    </message>
</context>
<context>
    <name>RecordView</name>
    <message>
        <source>Coverage of the bank</source>
        <translation>对表情库的覆盖</translation>
    </message>
    <message>
        <source>Share of the bank&apos;s faces that you came near to</source>
        <translation>您已接近的库中人脸的比例</translation>
    </message>
    <message>
        <source>Record</source>
        <translation>录制</translation>
    </message>
    <message>
        <source>Begin to record what the camera shows</source>
        <translation>开始录制摄像头画面</translation>
    </message>
    <message>
        <source>Something else</source>
        <translation>换一个</translation>
    </message>
    <message>
        <source>Skip this one and ask for another</source>
        <translation>跳过这一个，换一个要求</translation>
    </message>
    <message>
        <source>Close camera</source>
        <translation>关闭摄像头</translation>
    </message>
    <message>
        <source>Back to the capture; nothing is kept</source>
        <translation>返回采集；不保留任何内容</translation>
    </message>
    <message>
        <source>Try again</source>
        <translation>重试</translation>
    </message>
    <message>
        <source>Open the camera once more</source>
        <translation>再次打开摄像头</translation>
    </message>
    <message>
        <source>Stop and keep</source>
        <translation>停止并保留</translation>
    </message>
    <message>
        <source>End the recording; it becomes a capture</source>
        <translation>结束录制；它将成为一个采集</translation>
    </message>
    <message>
        <source>Throw away</source>
        <translation>丢弃</translation>
    </message>
    <message>
        <source>End the recording and delete it</source>
        <translation>结束录制并删除</translation>
    </message>
    <message>
        <source>Back to the capture</source>
        <translation>返回采集</translation>
    </message>
    <message>
        <source>The camera cannot be used</source>
        <translation>无法使用摄像头</translation>
    </message>
    <message>
        <source>One moment</source>
        <translation>请稍候</translation>
    </message>
    <message>
        <source>Opening the camera</source>
        <translation>正在打开摄像头</translation>
    </message>
    <message>
        <source>Closing the recording</source>
        <translation>正在结束录制</translation>
    </message>
    <message>
        <source>First</source>
        <translation>首先</translation>
    </message>
    <message>
        <source>Relax your face and look into the camera, 2 s</source>
        <translation>放松面部并看着摄像头，2 秒</translation>
    </message>
    <message>
        <source>Missing, number {}</source>
        <translation>缺少，编号 {}</translation>
    </message>
    <message>
        <source>Missing most</source>
        <translation>最缺少</translation>
    </message>
    <message>
        <source>{}, {} s</source>
        <translation>{}，{} 秒</translation>
    </message>
    <message>
        <source>Now</source>
        <translation>现在</translation>
    </message>
    <message>
        <source>Talk, smile, look around, and turn your head slowly</source>
        <translation>说话、微笑、四处看看，并慢慢转头</translation>
    </message>
    <message>
        <source>Expressions covered: {} % ({})</source>
        <translation>已覆盖的表情：{}%（{}）</translation>
    </message>
    <message>
        <source>Expressions covered: {} %</source>
        <translation>已覆盖的表情：{}%</translation>
    </message>
    <message>
        <source>Check that it is plugged in, allowed, and not used elsewhere.</source>
        <translation>请检查它是否已连接、已获允许，且未被占用。</translation>
    </message>
    <message>
        <source>No face is seen. Come closer, and look at the camera.</source>
        <translation>没有看到人脸。请靠近，并看着摄像头。</translation>
    </message>
    <message>
        <source>It is dark. Turn on a lamp in front of you.</source>
        <translation>光线太暗。请在面前打开一盏灯。</translation>
    </message>
    <message>
        <source>Come closer: the face is small.</source>
        <translation>请靠近一些：人脸太小。</translation>
    </message>
    <message>
        <source>The face is blurred. Move more slowly, or clean the lens.</source>
        <translation>人脸模糊。请动作慢一些，或清洁镜头。</translation>
    </message>
    <message>
        <source>Light and distance are good. Press Record when you are ready.</source>
        <translation>光线和距离合适。准备好后请按“录制”。</translation>
    </message>
    <message>
        <source>Good. Hold it for a moment.</source>
        <translation>很好。请保持一会儿。</translation>
    </message>
</context>
<context>
    <name>Recorder</name>
    <message>
        <source>Camera</source>
        <translation>摄像头</translation>
    </message>
    <message>
        <source>The camera failed</source>
        <translation>摄像头出现故障</translation>
    </message>
    <message>
        <source>The camera stopped giving pictures</source>
        <translation>摄像头不再提供画面</translation>
    </message>
    <message>
        <source>Check that it is plugged in and not used by another program.</source>
        <translation>请检查它是否已连接，且未被其他程序使用。</translation>
    </message>
</context>
<context>
    <name>RetrievalBar</name>
    <message>
        <source>Whole face</source>
        <translation>整张脸</translation>
    </message>
    <message>
        <source>Mouth</source>
        <translation>嘴部</translation>
    </message>
    <message>
        <source>Eyes</source>
        <translation>眼睛</translation>
    </message>
    <message>
        <source>Brows</source>
        <translation>眉毛</translation>
    </message>
    <message>
        <source>Gaze</source>
        <translation>视线</translation>
    </message>
    <message>
        <source>{} faces</source>
        <translation>{} 张人脸</translation>
    </message>
    <message>
        <source>1 face</source>
        <translation>1 张人脸</translation>
    </message>
    <message>
        <source>Whose faces</source>
        <translation>谁的人脸</translation>
    </message>
    <message>
        <source>What a run would draw from now, or what a finished run drew from</source>
        <translation>训练现在会选用什么，或已完成的训练选用了什么</translation>
    </message>
    <message>
        <source>Part of the face</source>
        <translation>面部区域</translation>
    </message>
    <message>
        <source>Compare only this part (distance over that region&apos;s channels)</source>
        <translation>只比较这一部分（该区域通道上的距离）</translation>
    </message>
    <message>
        <source>How many faces</source>
        <translation>人脸数量</translation>
    </message>
    <message>
        <source>Faces a frame (k nearest neighbours); runs use 8 by default</source>
        <translation>每帧的人脸数（k 个最近邻）；训练默认使用 8 个</translation>
    </message>
    <message>
        <source>What a run would use now</source>
        <translation>训练现在会使用的</translation>
    </message>
    <message>
        <source>Run {}</source>
        <translation>训练 {}</translation>
    </message>
</context>
<context>
    <name>RetrievalPage</name>
    <message>
        <source>Expression</source>
        <translation>表情</translation>
    </message>
    <message>
        <source>Overview</source>
        <translation>总览</translation>
    </message>
    <message>
        <source>Bans and pins</source>
        <translation>禁用与固定</translation>
    </message>
    <message>
        <source>Random instead</source>
        <translation>改为随机</translation>
    </message>
    <message>
        <source>Show faces drawn at random instead</source>
        <translation>改为显示随机抽取的人脸</translation>
    </message>
    <message>
        <source>Ban</source>
        <translation>禁用</translation>
    </message>
    <message>
        <source>Never draw a face, a person or a source</source>
        <translation>从不选用某张人脸、某个人物或来源</translation>
    </message>
    <message>
        <source>Pin</source>
        <translation>固定</translation>
    </message>
    <message>
        <source>Put a face, a person or a source first</source>
        <translation>优先使用某张人脸、某个人物或来源</translation>
    </message>
    <message>
        <source>Ban this face</source>
        <translation>禁用此人脸</translation>
    </message>
    <message>
        <source>Ban this person</source>
        <translation>禁用此人物</translation>
    </message>
    <message>
        <source>Ban this source</source>
        <translation>禁用此来源</translation>
    </message>
    <message>
        <source>Pin this face to this frame</source>
        <translation>将此人脸固定到此帧</translation>
    </message>
    <message>
        <source>Pin this person</source>
        <translation>固定此人物</translation>
    </message>
    <message>
        <source>Pin this source</source>
        <translation>固定此来源</translation>
    </message>
    <message>
        <source>Show in the bank</source>
        <translation>在库中显示</translation>
    </message>
    <message>
        <source>Study</source>
        <translation>测试</translation>
    </message>
    <message>
        <source>Let people say blindly which face is closer</source>
        <translation>让参与者盲选哪张人脸更接近</translation>
    </message>
    <message>
        <source>Previous frame</source>
        <translation>上一帧</translation>
    </message>
    <message>
        <source>Next frame</source>
        <translation>下一帧</translation>
    </message>
    <message>
        <source>A second back</source>
        <translation>后退一秒</translation>
    </message>
    <message>
        <source>A second on</source>
        <translation>前进一秒</translation>
    </message>
    <message>
        <source>Choose face {}</source>
        <translation>选择人脸 {}</translation>
    </message>
    <message>
        <source>face {}</source>
        <translation>人脸 {}</translation>
    </message>
    <message>
        <source>Open one, or make one from a video of a face; then see which faces of the bank are like it.</source>
        <translation>打开一个项目，或用人脸视频新建；然后查看库中哪些人脸与它相似。</translation>
    </message>
    <message>
        <source>No project is open</source>
        <translation>没有打开的项目</translation>
    </message>
    <message>
        <source>Go to Home</source>
        <translation>前往主页</translation>
    </message>
    <message>
        <source>Add a video of the face; its frames are compared with the bank here.</source>
        <translation>添加一段人脸视频；它的各帧会在这里与表情库比较。</translation>
    </message>
    <message>
        <source>No capture yet</source>
        <translation>还没有采集</translation>
    </message>
    <message>
        <source>Go to Capture</source>
        <translation>前往采集</translation>
    </message>
    <message>
        <source>A bank holds expressions of other people. Build one from videos, or choose one.</source>
        <translation>表情库保存其他人的表情。可以用视频建立一个，或选择已有的。</translation>
    </message>
    <message>
        <source>The bank is empty</source>
        <translation>表情库是空的</translation>
    </message>
    <message>
        <source>Go to Bank</source>
        <translation>前往表情库</translation>
    </message>
    <message>
        <source>Reading the capture and the bank</source>
        <translation>正在读取采集和表情库</translation>
    </message>
    <message>
        <source>The resting face of this capture is not known. Choose a frame that shows it.</source>
        <translation>此采集的静息面部未知。请选择显示静息面部的一帧。</translation>
    </message>
    <message>
        <source>No resting face</source>
        <translation>没有静息面部</translation>
    </message>
    <message>
        <source>Undo</source>
        <translation>撤销</translation>
    </message>
    <message>
        <source>Face {}</source>
        <translation>人脸 {}</translation>
    </message>
    <message>
        <source>Allow this face again</source>
        <translation>重新允许此人脸</translation>
    </message>
    <message>
        <source>Ban {}</source>
        <translation>禁用 {}</translation>
    </message>
    <message>
        <source>Allow {} again</source>
        <translation>重新允许 {}</translation>
    </message>
    <message>
        <source>Ban the source {}</source>
        <translation>禁用来源 {}</translation>
    </message>
    <message>
        <source>Pin {}</source>
        <translation>固定 {}</translation>
    </message>
    <message>
        <source>Unpin {}</source>
        <translation>取消固定 {}</translation>
    </message>
    <message>
        <source>Pin the source {}</source>
        <translation>固定来源 {}</translation>
    </message>
    <message>
        <source>Unpin this face</source>
        <translation>取消固定此人脸</translation>
    </message>
</context>
<context>
    <name>RetrievalTimeline</name>
    <message>
        <source>Distance, repeats and people over time</source>
        <translation>距离、重复和人物随时间的变化</translation>
    </message>
    <message>
        <source>Click or drag to choose a frame, scroll to zoom; arrows step.</source>
        <translation>单击或拖动选择帧，滚动缩放；方向键逐帧移动。</translation>
    </message>
    <message>
        <source>Distance
grey: random</source>
        <translation>距离
灰色：随机</translation>
    </message>
    <message>
        <source>Repeats</source>
        <translation>重复</translation>
    </message>
    <message>
        <source>People</source>
        <translation>人物</translation>
    </message>
    <message>
        <source>Frame {}, {}</source>
        <translation>第 {} 帧，{}</translation>
    </message>
    <message>
        <source>Not searched, or no face</source>
        <translation>未搜索，或没有人脸</translation>
    </message>
    <message>
        <source>Nearest face: {} (whitened L2)</source>
        <translation>最近的人脸：{}（白化 L2）</translation>
    </message>
    <message>
        <source>Faces at random: {} on average</source>
        <translation>随机人脸：平均 {}</translation>
    </message>
    <message>
        <source>Drawn in the second before too: {}</source>
        <translation>前一秒也选中过：{}</translation>
    </message>
    <message>
        <source>Different people: {}</source>
        <translation>不同人物：{}</translation>
    </message>
</context>
<context>
    <name>RunHeader</name>
    <message>
        <source>Progress of the training</source>
        <translation>训练进度</translation>
    </message>
    <message>
        <source>Go on</source>
        <translation>继续</translation>
    </message>
    <message>
        <source>Pause</source>
        <translation>暂停</translation>
    </message>
    <message>
        <source>Let the training wait; it goes on where it was</source>
        <translation>让训练等待；之后从原处继续</translation>
    </message>
    <message>
        <source>Finish now</source>
        <translation>立即完成</translation>
    </message>
    <message>
        <source>End the training and make an avatar of what it has learnt so far</source>
        <translation>结束训练，用目前所学生成头像</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>停止</translation>
    </message>
    <message>
        <source>Stop without an avatar; the run can be continued later</source>
        <translation>停止且不生成头像；之后可继续训练</translation>
    </message>
    <message>
        <source>Continue</source>
        <translation>继续</translation>
    </message>
    <message>
        <source>Go on from the newest checkpoint</source>
        <translation>从最新的检查点继续</translation>
    </message>
    <message>
        <source>Train longer</source>
        <translation>继续训练</translation>
    </message>
    <message>
        <source>Go on from the newest checkpoint for some more minutes</source>
        <translation>从最新的检查点再训练几分钟</translation>
    </message>
    <message>
        <source>{} min more</source>
        <translation>再训练 {} 分钟</translation>
    </message>
    <message>
        <source>Drive it</source>
        <translation>驱动它</translation>
    </message>
    <message>
        <source>Show the avatar on the Live page</source>
        <translation>在实时页面显示头像</translation>
    </message>
    <message>
        <source>Waits for the work before it</source>
        <translation>等待前面的工作</translation>
    </message>
    <message>
        <source>Step {}</source>
        <translation>第 {} 步</translation>
    </message>
    <message>
        <source>{} steps a second</source>
        <translation>每秒 {} 步</translation>
    </message>
    <message>
        <source>{} MB of memory</source>
        <translation>{} MB 内存</translation>
    </message>
    <message>
        <source>{} left</source>
        <translation>剩余 {}</translation>
    </message>
    <message>
        <source>trained for {}</source>
        <translation>训练了 {}</translation>
    </message>
    <message>
        <source>PSNR {} dB</source>
        <translation>PSNR {} dB</translation>
    </message>
    <message>
        <source>SSIM {}</source>
        <translation>SSIM {}</translation>
    </message>
    <message>
        <source>LPIPS {}</source>
        <translation>LPIPS {}</translation>
    </message>
    <message>
        <source>landmarks {} px</source>
        <translation>关键点 {} 像素</translation>
    </message>
    <message>
        <source>Begins</source>
        <translation>开始于</translation>
    </message>
    <message>
        <source>Cuts out the pictures</source>
        <translation>裁剪图片</translation>
    </message>
    <message>
        <source>Looks for similar expressions</source>
        <translation>查找相似的表情</translation>
    </message>
    <message>
        <source>Trains</source>
        <translation>训练</translation>
    </message>
    <message>
        <source>Judges the held-out frames</source>
        <translation>评价留出的帧</translation>
    </message>
    <message>
        <source>Writes the avatar</source>
        <translation>写入头像</translation>
    </message>
</context>
<context>
    <name>RunView</name>
    <message>
        <source>Keep this frame in view</source>
        <translation>始终显示此帧</translation>
    </message>
    <message>
        <source>Always show the frame that is selected now</source>
        <translation>始终显示当前选中的帧</translation>
    </message>
    <message>
        <source>Follow the selected frame</source>
        <translation>跟随所选的帧</translation>
    </message>
    <message>
        <source>Also show the frame that is selected on all pages</source>
        <translation>同时显示各页面上选中的帧</translation>
    </message>
    <message>
        <source>Usual frames</source>
        <translation>通常的帧</translation>
    </message>
    <message>
        <source>Show the usual held-out frames again</source>
        <translation>重新显示通常的留出帧</translation>
    </message>
    <message>
        <source>The first pictures come when the training begins</source>
        <translation>训练开始后会出现第一批图片</translation>
    </message>
    <message>
        <source>This run has no pictures</source>
        <translation>此训练没有图片</translation>
    </message>
</context>
<context>
    <name>RunsPanel</name>
    <message>
        <source>No runs yet. A run appears here as soon as it is started.</source>
        <translation>还没有训练。训练一开始就会出现在这里。</translation>
    </message>
    <message>
        <source>Runs of this project</source>
        <translation>此项目的训练</translation>
    </message>
    <message>
        <source>Select a run to look at it, several to compare them</source>
        <translation>选择一次训练查看，选择多次进行比较</translation>
    </message>
</context>
<context>
    <name>RunsTable</name>
    <message>
        <source>Training, {} %</source>
        <translation>训练中，{}%</translation>
    </message>
    <message>
        <source>Waiting</source>
        <translation>等待中</translation>
    </message>
    <message>
        <source>Training</source>
        <translation>训练</translation>
    </message>
    <message>
        <source>Paused</source>
        <translation>已暂停</translation>
    </message>
    <message>
        <source>Stopping</source>
        <translation>正在停止</translation>
    </message>
    <message>
        <source>Finishing</source>
        <translation>正在完成</translation>
    </message>
    <message>
        <source>Done</source>
        <translation>完成</translation>
    </message>
    <message>
        <source>Done, no longer gained</source>
        <translation>完成，已不再改进</translation>
    </message>
    <message>
        <source>Finished early</source>
        <translation>提前完成</translation>
    </message>
    <message>
        <source>Stopped</source>
        <translation>已停止</translation>
    </message>
    <message>
        <source>Failed</source>
        <translation>失败</translation>
    </message>
    <message>
        <source>Interrupted</source>
        <translation>中断</translation>
    </message>
    <message>
        <source>On</source>
        <translation>开</translation>
    </message>
    <message>
        <source>Off</source>
        <translation>关</translation>
    </message>
    <message>
        <source>{} min</source>
        <translation>{} 分钟</translation>
    </message>
    <message>
        <source>Quick look</source>
        <translation>快速预览</translation>
    </message>
    <message>
        <source>Standard</source>
        <translation>标准</translation>
    </message>
    <message>
        <source>Fine</source>
        <translation>精细</translation>
    </message>
    <message>
        <source>Run</source>
        <translation>训练</translation>
    </message>
    <message>
        <source>The name of the run and of its avatar</source>
        <translation>训练及其头像的名称</translation>
    </message>
    <message>
        <source>State</source>
        <translation>状态</translation>
    </message>
    <message>
        <source>What the run does, or how it ended</source>
        <translation>训练正在做什么，或如何结束</translation>
    </message>
    <message>
        <source>Begun</source>
        <translation>开始时间</translation>
    </message>
    <message>
        <source>When the run was begun</source>
        <translation>训练开始的时间</translation>
    </message>
    <message>
        <source>Retrieval</source>
        <translation>检索</translation>
    </message>
    <message>
        <source>Retrieval-augmented faces: trained with other people&apos;s expressions</source>
        <translation>检索增强人脸：借助其他人的表情训练</translation>
    </message>
    <message>
        <source>Preset</source>
        <translation>预设</translation>
    </message>
    <message>
        <source>What it was begun with</source>
        <translation>开始时的设置</translation>
    </message>
    <message>
        <source>PSNR, dB</source>
        <translation>PSNR（dB）</translation>
    </message>
    <message>
        <source>Peak signal-to-noise ratio on held-out frames, higher is better</source>
        <translation>留出帧上的峰值信噪比，越高越好</translation>
    </message>
    <message>
        <source>SSIM</source>
        <translation>SSIM</translation>
    </message>
    <message>
        <source>Structural similarity on held-out frames, higher is better</source>
        <translation>留出帧上的结构相似性，越高越好</translation>
    </message>
    <message>
        <source>LPIPS</source>
        <translation>LPIPS</translation>
    </message>
    <message>
        <source>Perceptual distance on held-out frames, lower is better</source>
        <translation>留出帧上的感知距离，越低越好</translation>
    </message>
    <message>
        <source>Landmarks, px</source>
        <translation>关键点（像素）</translation>
    </message>
    <message>
        <source>Mean distance of the face&apos;s landmarks on held-out frames, lower is better</source>
        <translation>留出帧上人脸关键点的平均距离，越低越好</translation>
    </message>
    <message>
        <source>Steps</source>
        <translation>步数</translation>
    </message>
    <message>
        <source>Steps of optimisation</source>
        <translation>优化步数</translation>
    </message>
    <message>
        <source>Time</source>
        <translation>时间</translation>
    </message>
    <message>
        <source>Time spent in training</source>
        <translation>训练所用时间</translation>
    </message>
</context>
<context>
    <name>ScoresModel</name>
    <message>
        <source>Participant</source>
        <translation>参与者</translation>
    </message>
    <message>
        <source>Chose the retrieved</source>
        <translation>选了检索结果</translation>
    </message>
    <message>
        <source>95 % interval</source>
        <translation>95% 区间</translation>
    </message>
    <message>
        <source>Chose left</source>
        <translation>选左侧</translation>
    </message>
    <message>
        <source>Time</source>
        <translation>时间</translation>
    </message>
    <message>
        <source>{} (unfinished)</source>
        <translation>{}（未完成）</translation>
    </message>
    <message>
        <source>{} of {}</source>
        <translation>{}，共 {}</translation>
    </message>
    <message>
        <source>{} to {}</source>
        <translation>{} 到 {}</translation>
    </message>
    <message>
        <source>{} s</source>
        <translation>{} 秒</translation>
    </message>
    <message>
        <source>Name or initials; all sessions of one name are taken together</source>
        <translation>姓名或缩写；同名的所有测试合并计算</translation>
    </message>
    <message>
        <source>How often the retrieved face was chosen over the random one</source>
        <translation>检索到的人脸胜过随机人脸的频率</translation>
    </message>
    <message>
        <source>Wilson&apos;s score interval of that share</source>
        <translation>该比例的 Wilson 计分区间</translation>
    </message>
    <message>
        <source>The retrieved face stands left in half of the questions: far from 50 % tells of a habit</source>
        <translation>检索到的人脸在一半问题中位于左侧：明显偏离 50% 说明是习惯所致</translation>
    </message>
    <message>
        <source>Median time of an answer</source>
        <translation>回答时间的中位数</translation>
    </message>
</context>
<context>
    <name>SearchField</name>
    <message>
        <source>Empty the search</source>
        <translation>清空搜索</translation>
    </message>
</context>
<context>
    <name>Section</name>
    <message>
        <source>Reset {}</source>
        <translation>重置{}</translation>
    </message>
    <message>
        <source>Fold</source>
        <translation>折叠</translation>
    </message>
    <message>
        <source>Unfold</source>
        <translation>展开</translation>
    </message>
</context>
<context>
    <name>SetupPanel</name>
    <message>
        <source>Captures</source>
        <translation>采集</translation>
    </message>
    <message>
        <source>Name of the avatar</source>
        <translation>头像名称</translation>
    </message>
    <message>
        <source>Name of the avatar, and of the run</source>
        <translation>头像和训练的名称</translation>
    </message>
    <message>
        <source>256 pixels</source>
        <translation>256 像素</translation>
    </message>
    <message>
        <source>512 pixels</source>
        <translation>512 像素</translation>
    </message>
    <message>
        <source>Learn from other people&apos;s expressions</source>
        <translation>向其他人的表情学习</translation>
    </message>
    <message>
        <source>Retrieval-augmented faces (RAF): while training, expressions are varied by what is found in the bank. Off at first: in our experiment real people&apos;s rare expressions came out a little better without.</source>
        <translation>检索增强人脸（RAF）：训练时，表情会按在表情库中找到的内容加以变化。默认关闭：在我们的实验中，真人的少见表情不使用它时结果略好。</translation>
    </message>
    <message>
        <source>Change retrieval</source>
        <translation>更改检索</translation>
    </message>
    <message>
        <source>Start training</source>
        <translation>开始训练</translation>
    </message>
    <message>
        <source>Train an avatar with these options (Ctrl+Return)</source>
        <translation>用这些选项训练头像（Ctrl+Return）</translation>
    </message>
    <message>
        <source>Train with and without retrieval</source>
        <translation>分别使用和不使用检索训练</translation>
    </message>
    <message>
        <source>Two runs with one seed, one with and one without RAF, then shown side by side</source>
        <translation>使用同一种子的两次训练，一次使用 RAF，一次不使用，然后并排显示</translation>
    </message>
    <message>
        <source>Minutes</source>
        <translation>分钟</translation>
    </message>
    <message>
        <source>Minutes of training, by the clock; the preset&apos;s when reset</source>
        <translation>按时钟计的训练分钟数；重置后为预设值</translation>
    </message>
    <message>
        <source>Picture size</source>
        <translation>图片大小</translation>
    </message>
    <message>
        <source>Side of the training pictures; 512 takes three times as long</source>
        <translation>训练图片的边长；512 需要三倍时间</translation>
    </message>
    <message>
        <source>Kept for judging</source>
        <translation>留作评价</translation>
    </message>
    <message>
        <source>Held-out frames are never trained on. Captures with held-out parts of their own keep these</source>
        <translation>留出的帧从不用于训练。自行设定了留出部分的采集保持不变</translation>
    </message>
    <message>
        <source>Seed</source>
        <translation>随机种子</translation>
    </message>
    <message>
        <source>Of everything random: the same seed repeats a run</source>
        <translation>所有随机因素的种子：相同的种子重现同一次训练</translation>
    </message>
    <message>
        <source>Change “{}”</source>
        <translation>更改“{}”</translation>
    </message>
    <message>
        <source>Three parts</source>
        <translation>三个部分</translation>
    </message>
    <message>
        <source>The end</source>
        <translation>结束</translation>
    </message>
    <message>
        <source>Nothing</source>
        <translation>无</translation>
    </message>
    <message>
        <source>Avatar&apos;s name</source>
        <translation>头像名称</translation>
    </message>
    <message>
        <source>How long</source>
        <translation>训练多久</translation>
    </message>
    <message>
        <source>Retrieval</source>
        <translation>检索</translation>
    </message>
    <message>
        <source>An estimate: the first run will measure it.</source>
        <translation>这是估计值；第一次训练会实际测量。</translation>
    </message>
    <message>
        <source>How retrieval takes part</source>
        <translation>检索如何参与</translation>
    </message>
    <message>
        <source>All options</source>
        <translation>所有选项</translation>
    </message>
    <message>
        <source>Change the preset</source>
        <translation>更改预设</translation>
    </message>
    <message>
        <source>Quick look</source>
        <translation>快速预览</translation>
    </message>
    <message>
        <source>Standard</source>
        <translation>标准</translation>
    </message>
    <message>
        <source>Fine</source>
        <translation>精细</translation>
    </message>
    <message>
        <source>{}, {:,} frames</source>
        <translation>{}，{:,} 帧</translation>
    </message>
    <message>
        <source>Train on this capture; several must be of one person by one camera</source>
        <translation>用此采集训练；多个采集须为同一人物、同一摄像机</translation>
    </message>
    <message>
        <source>Choose captures</source>
        <translation>选择采集</translation>
    </message>
    <message>
        <source>Name the avatar</source>
        <translation>为头像命名</translation>
    </message>
    <message>
        <source>From “{}”: {:,} faces of {} people</source>
        <translation>来自“{}”：{:,} 张人脸，{} 人</translation>
    </message>
    <message>
        <source>The bank cannot be read: {}</source>
        <translation>无法读取表情库：{}</translation>
    </message>
    <message>
        <source>From “{}”</source>
        <translation>来自“{}”</translation>
    </message>
    <message>
        <source>There is no bank: open one on the Bank page</source>
        <translation>没有表情库：请在表情库页面打开一个</translation>
    </message>
    <message>
        <source>About {} in all, {:,} steps, {:.1f} GB of memory and {:.1f} GB on disk.</source>
        <translation>总共约 {}，{:,} 步，内存 {:.1f} GB，磁盘 {:.1f} GB。</translation>
    </message>
    <message>
        <source>Measured on this computer.</source>
        <translation>在这台电脑上测得。</translation>
    </message>
    <message>
        <source>{} min of training, {:.1f} GB of memory</source>
        <translation>训练 {} 分钟，内存 {:.1f} GB</translation>
    </message>
    <message>
        <source>Enough to see whether the capture is good</source>
        <translation>足以看出采集是否合格</translation>
    </message>
    <message>
        <source>Sharp hair, brows and lashes</source>
        <translation>清晰的头发、眉毛和睫毛</translation>
    </message>
    <message>
        <source>More splats and more time; unseen expressions gain little</source>
        <translation>更多高斯点、更长时间；对未见过的表情帮助不大</translation>
    </message>
</context>
<context>
    <name>ShortcutList</name>
    <message>
        <source>Keyboard shortcuts</source>
        <translation>键盘快捷键</translation>
    </message>
    <message>
        <source>Everything else is in the search (Ctrl+K). Escape closes this.</source>
        <translation>其余功能都在搜索中（Ctrl+K）。按 Esc 关闭。</translation>
    </message>
    <message>
        <source>Everywhere</source>
        <translation>全局</translation>
    </message>
</context>
<context>
    <name>SideBar</name>
    <message>
        <source>Go to {}</source>
        <translation>前往{}</translation>
    </message>
</context>
<context>
    <name>SourceTable</name>
    <message>
        <source>Video or folder</source>
        <translation>视频或文件夹</translation>
    </message>
    <message>
        <source>Person</source>
        <translation>人物</translation>
    </message>
    <message>
        <source>Double-click to name the person</source>
        <translation>双击为人物命名</translation>
    </message>
    <message>
        <source>each file’s name</source>
        <translation>各文件的名称</translation>
    </message>
</context>
<context>
    <name>SplatCard</name>
    <message>
        <source>The training frames in which this splat is farthest from its mean place, turn, size, opacity and colour: those that shaped its expression bases most</source>
        <translation>在这些训练帧中，此高斯点离其平均位置、方向、大小、不透明度和颜色最远：它们对其表情基影响最大</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>关闭</translation>
    </message>
    <message>
        <source>Let go of this splat</source>
        <translation>放开此高斯点</translation>
    </message>
    <message>
        <source>Splat {}</source>
        <translation>高斯点 {}</translation>
    </message>
    <message>
        <source>Opacity {:.0%}, {:.1f} mm large, moves {:.0%} with the head</source>
        <translation>不透明度 {:.0%}，大小 {:.1f} 毫米，随头部运动 {:.0%}</translation>
    </message>
    <message>
        <source>Looking for the frames that taught it…</source>
        <translation>正在查找教会它的帧…</translation>
    </message>
    <message>
        <source>Taught most by these frames:</source>
        <translation>主要由以下帧教会：</translation>
    </message>
    <message>
        <source>Frame {}</source>
        <translation>第 {} 帧</translation>
    </message>
    <message>
        <source>Select frame {} (moved this splat {:.0%} as far as the farthest)</source>
        <translation>选择第 {} 帧（使此高斯点移动了最远距离的 {:.0%}）</translation>
    </message>
</context>
<context>
    <name>Stage</name>
    <message>
        <source>Avatar A</source>
        <translation>头像 A</translation>
    </message>
    <message>
        <source>Avatar B</source>
        <translation>头像 B</translation>
    </message>
    <message>
        <source>error {}</source>
        <translation>误差 {}</translation>
    </message>
</context>
<context>
    <name>StartCard</name>
    <message>
        <source>Drop a video of a face here</source>
        <translation>将人脸视频拖放到这里</translation>
    </message>
    <message>
        <source>One person, seen from the front, talking and moving a little; 30 seconds to 2 minutes are enough. It becomes a 3D head that you can move.</source>
        <translation>一个人，正面，说话并稍微活动；30 秒到 2 分钟就够了。它会变成一个可以活动的 3D 头像。</translation>
    </message>
</context>
<context>
    <name>StartState</name>
    <message>
        <source>Begin with a video of a face</source>
        <translation>从一段人脸视频开始</translation>
    </message>
    <message>
        <source>Drop a video anywhere on this window: one person, 30 seconds to 2 minutes, who talks, smiles and turns the head a little. A folder of pictures works too.</source>
        <translation>将视频拖放到此窗口的任意位置：一个人，30 秒到 2 分钟，说话、微笑并稍微转头。图片文件夹也可以。</translation>
    </message>
    <message>
        <source>Choose a video</source>
        <translation>选择视频</translation>
    </message>
    <message>
        <source>A video file of one person</source>
        <translation>同一人物的视频文件</translation>
    </message>
    <message>
        <source>Choose a folder</source>
        <translation>选择文件夹</translation>
    </message>
    <message>
        <source>A folder that holds the frames as pictures</source>
        <translation>以图片保存各帧的文件夹</translation>
    </message>
    <message>
        <source>Record now</source>
        <translation>立即录制</translation>
    </message>
    <message>
        <source>Open the camera; the coach tells you what to do</source>
        <translation>打开摄像头；教练会告诉您做什么</translation>
    </message>
    <message>
        <source>Use the last recording</source>
        <translation>使用上次的录像</translation>
    </message>
    <message>
        <source>A recording that was not read in yet</source>
        <translation>尚未读入的录像</translation>
    </message>
</context>
<context>
    <name>StartView</name>
    <message>
        <source>Copy details</source>
        <translation>复制详细信息</translation>
    </message>
    <message>
        <source>For a report</source>
        <translation>用于报告问题</translation>
    </message>
    <message>
        <source>Train one from your capture, drop an avatar file here, or try one of these.</source>
        <translation>用您的采集训练一个，将头像文件拖放到这里，或试用以下之一。</translation>
    </message>
    <message>
        <source>This project has no avatar yet</source>
        <translation>此项目还没有头像</translation>
    </message>
    <message>
        <source>Train an avatar</source>
        <translation>训练头像</translation>
    </message>
    <message>
        <source>Go to the Train page</source>
        <translation>前往训练页面</translation>
    </message>
    <message>
        <source>Open an avatar</source>
        <translation>打开头像</translation>
    </message>
    <message>
        <source>Open avatar…</source>
        <translation>打开头像…</translation>
    </message>
    <message>
        <source>Opening {}</source>
        <translation>正在打开 {}</translation>
    </message>
    <message>
        <source>Found: {}</source>
        <translation>发现：{}</translation>
    </message>
    <message>
        <source>Open another avatar…</source>
        <translation>打开另一个头像…</translation>
    </message>
    <message>
        <source>Choose an avatar file (.safetensors)</source>
        <translation>选择头像文件 (.safetensors)</translation>
    </message>
    <message>
        <source>Or open</source>
        <translation>或打开</translation>
    </message>
    <message>
        <source>Drop an avatar file (.safetensors) on this window, or choose one.</source>
        <translation>将头像文件（.safetensors）拖放到此窗口，或选择一个。</translation>
    </message>
</context>
<context>
    <name>StateView</name>
    <message>
        <source>Copy details</source>
        <translation>复制详细信息</translation>
    </message>
    <message>
        <source>For a report</source>
        <translation>用于报告问题</translation>
    </message>
    <message>
        <source>Working</source>
        <translation>工作中</translation>
    </message>
</context>
<context>
    <name>StatisticsPanel</name>
    <message>
        <source>Show the faces that repeat</source>
        <translation>显示重复的人脸</translation>
    </message>
    <message>
        <source>Faces nearly equal to one of another clip</source>
        <translation>与另一片段的人脸几乎相同的人脸</translation>
    </message>
    <message>
        <source>Show what it misses</source>
        <translation>显示它缺少的部分</translation>
    </message>
    <message>
        <source>Faces of the bank that the capture has nothing like; amber on the map</source>
        <translation>库中有而采集中没有类似的人脸；在图上为琥珀色</translation>
    </message>
    <message>
        <source>Your capture in this bank</source>
        <translation>您的采集在此库中的位置</translation>
    </message>
    <message>
        <source>Head pose</source>
        <translation>头部姿态</translation>
    </message>
    <message>
        <source>Thin: few people do this</source>
        <translation>稀少：很少有人这样做</translation>
    </message>
    <message>
        <source>Most faces</source>
        <translation>人脸最多</translation>
    </message>
    <message>
        <source>Licences</source>
        <translation>许可</translation>
    </message>
    <message>
        <source>Counting…</source>
        <translation>正在统计…</translation>
    </message>
    <message>
        <source>Faces</source>
        <translation>人脸</translation>
    </message>
    <message>
        <source>People</source>
        <translation>人物</translation>
    </message>
    <message>
        <source>Clips</source>
        <translation>片段</translation>
    </message>
    <message>
        <source>On disk</source>
        <translation>磁盘</translation>
    </message>
    <message>
        <source>Repeated</source>
        <translation>重复</translation>
    </message>
    <message>
        <source>The bank is empty.</source>
        <translation>表情库是空的。</translation>
    </message>
    <message>
        <source>{:.1f} MB</source>
        <translation>{:.1f} MB</translation>
    </message>
    <message>
        <source>{} faces ({:.1f} %)</source>
        <translation>{} 张人脸（{:.1f}%）</translation>
    </message>
    <message>
        <source>Nearly the same as a face of another clip (near-duplicates)</source>
        <translation>与另一片段的人脸几乎相同（近似重复）</translation>
    </message>
    <message>
        <source>{}: {} faces</source>
        <translation>{}：{} 张人脸</translation>
    </message>
    <message>
        <source>not stated</source>
        <translation>未说明</translation>
    </message>
    <message>
        <source>Show this person’s faces alone</source>
        <translation>只显示此人物的人脸</translation>
    </message>
    <message>
        <source>More {}</source>
        <translation>增加{}</translation>
    </message>
    <message>
        <source>Less {}</source>
        <translation>减少{}</translation>
    </message>
    <message>
        <source>{} people, {} faces; click to see them (two standard deviations from the average and beyond)</source>
        <translation>{} 人，{} 张人脸；点击查看（偏离平均值两个标准差及以上）</translation>
    </message>
    <message>
        <source>Open a project with a capture to see how much of the bank it covers.</source>
        <translation>打开带有采集的项目，查看它覆盖了表情库的多少。</translation>
    </message>
    <message>
        <source>Measuring…</source>
        <translation>正在测量…</translation>
    </message>
    <message>
        <source>{:.0f} % of the bank’s expressions are like one of the capture’s {} frames.</source>
        <translation>库中 {:.0f}% 的表情与采集的 {} 帧之一相似。</translation>
    </message>
</context>
<context>
    <name>StatusLine</name>
    <message>
        <source>Within its range</source>
        <translation>在其范围内</translation>
    </message>
    <message>
        <source>How much of the driver&apos;s expression lies within what this avatar was trained on; the rest is pulled back (distance to the nearest training descriptor)</source>
        <translation>驱动者的表情有多少处于此头像训练过的范围内；其余被拉回（到最近训练描述子的距离）</translation>
    </message>
    <message>
        <source>Share of the expression within the avatar&apos;s range</source>
        <translation>处于头像范围内的表情比例</translation>
    </message>
    <message>
        <source>How the avatar is drawn</source>
        <translation>头像的绘制方式</translation>
    </message>
    <message>
        <source>Pictures a second that are followed, and how old the newest is when it drives</source>
        <translation>每秒跟踪的图片数，以及最新一张用于驱动时的延迟</translation>
    </message>
    <message>
        <source>Beyond its range</source>
        <translation>超出其范围</translation>
    </message>
    <message>
        <source>Drawn by {}</source>
        <translation>由{}绘制</translation>
    </message>
    <message>
        <source>{} pictures/s</source>
        <translation>每秒 {} 帧</translation>
    </message>
    <message>
        <source>{:.0f} ms</source>
        <translation>{:.0f} 毫秒</translation>
    </message>
    <message>
        <source>Driver: {:.0f} pictures/s, {:.0f} ms behind</source>
        <translation>驱动者：每秒 {:.0f} 帧，延迟 {:.0f} 毫秒</translation>
    </message>
</context>
<context>
    <name>StudyView</name>
    <message>
        <source>Unfinished sessions</source>
        <translation>未完成的测试</translation>
    </message>
    <message>
        <source>Begin</source>
        <translation>开始</translation>
    </message>
    <message>
        <source>Ask the first question (Enter)</source>
        <translation>开始第一个问题（Enter）</translation>
    </message>
    <message>
        <source>Back to the faces</source>
        <translation>返回人脸</translation>
    </message>
    <message>
        <source>Leave the study</source>
        <translation>离开测试</translation>
    </message>
    <message>
        <source>Save answers…</source>
        <translation>保存答案…</translation>
    </message>
    <message>
        <source>Every answer as a line of CSV, for your own statistics</source>
        <translation>每个答案一行 CSV，供您自己统计</translation>
    </message>
    <message>
        <source>Continue</source>
        <translation>继续</translation>
    </message>
    <message>
        <source>Go on with this session</source>
        <translation>继续这次测试</translation>
    </message>
    <message>
        <source>Delete</source>
        <translation>删除</translation>
    </message>
    <message>
        <source>Remove this session and its answers</source>
        <translation>移除这次测试及其答案</translation>
    </message>
    <message>
        <source>Which face is closer?</source>
        <translation>哪张人脸更接近？</translation>
    </message>
    <message>
        <source>Name or initials</source>
        <translation>姓名或缩写</translation>
    </message>
    <message>
        <source>Participant</source>
        <translation>参与者</translation>
    </message>
    <message>
        <source>Who takes part; several sessions under one name are taken together</source>
        <translation>谁参与；同名的多次测试合并计算</translation>
    </message>
    <message>
        <source>{} questions</source>
        <translation>{} 个问题</translation>
    </message>
    <message>
        <source>Number of questions</source>
        <translation>问题数量</translation>
    </message>
    <message>
        <source>More questions make the interval narrower</source>
        <translation>问题越多，区间越窄</translation>
    </message>
    <message>
        <source>Unfinished session</source>
        <translation>未完成的测试</translation>
    </message>
    <message>
        <source>Sessions that were stopped; their answers count already</source>
        <translation>中途停止的测试；其答案已计入</translation>
    </message>
    <message>
        <source>Results by participant</source>
        <translation>各参与者的结果</translation>
    </message>
    <message>
        <source>How often the retrieved face was called closer, with its 95 % interval.</source>
        <translation>检索到的人脸被判为更接近的比例，及其 95 % 区间。</translation>
    </message>
    <message>
        <source>You see a frame and two faces of other people: one that retrieval found, one drawn at random. Say which has the expression that is closer. Who is who, and how far they are, is not shown; order and sides are random. Keys: left and right.</source>
        <translation>您会看到一帧和其他人的两张脸：一张由检索找到，一张随机抽取。请说出哪张的表情更接近。不显示各是哪一张、距离多远；顺序和左右都是随机的。按键：左和右。</translation>
    </message>
    <message>
        <source>No answers yet</source>
        <translation>还没有答案</translation>
    </message>
    <message>
        <source>Results appear here, with a 95 % confidence interval.</source>
        <translation>结果会显示在这里，带 95% 置信区间。</translation>
    </message>
    <message>
        <source>{} of {} chose the retrieved face (95 % interval {} to {})</source>
        <translation>{1} 次中有 {0} 次选择了检索到的人脸（95% 区间 {2} 到 {3}）</translation>
    </message>
    <message>
        <source>Drawing questions…</source>
        <translation>正在抽取问题…</translation>
    </message>
    <message>
        <source>The retrieved face is chosen more often than chance would.</source>
        <translation>检索到的人脸被选中的次数多于偶然水平。</translation>
    </message>
    <message>
        <source>The random face is chosen more often than chance would.</source>
        <translation>随机人脸被选中的次数多于偶然水平。</translation>
    </message>
    <message>
        <source>This cannot be told from chance (50 %) yet.</source>
        <translation>目前还无法与偶然水平（50%）区分。</translation>
    </message>
    <message>
        <source>Answers of {} people; the interval allows for people that differ.</source>
        <translation>{} 人的回答；区间已考虑人与人之间的差异。</translation>
    </message>
    <message>
        <source>{}, {} of {} answered, {}</source>
        <translation>{}，已回答 {}，共 {}，{}</translation>
    </message>
    <message>
        <source>Delete the session of {}?</source>
        <translation>删除 {} 的这次测试？</translation>
    </message>
    <message>
        <source>Its {} answers are gone for good.</source>
        <translation>它的 {} 个答案将被永久删除。</translation>
    </message>
</context>
<context>
    <name>TilesView</name>
    <message>
        <source>Truth, A, B and their differences</source>
        <translation>真值、A、B 及其差异</translation>
    </message>
    <message>
        <source>Bright is where two pictures differ; frames that are held out are the fair test</source>
        <translation>明亮处表示两张图片不同；留出的帧才是公平的检验</translation>
    </message>
    <message>
        <source>Truth</source>
        <translation>真值</translation>
    </message>
    <message>
        <source>Video</source>
        <translation>视频</translation>
    </message>
    <message>
        <source>A and B differ</source>
        <translation>A 与 B 不同</translation>
    </message>
    <message>
        <source>{} by {} levels</source>
        <translation>{}，相差 {} 级</translation>
    </message>
    <message>
        <source>Error</source>
        <translation>误差</translation>
    </message>
    <message>
        <source>{} of {} levels</source>
        <translation>{} {} 级</translation>
    </message>
    <message>
        <source>Drawing…</source>
        <translation>正在绘制…</translation>
    </message>
    <message>
        <source>Their pictures are of different sizes</source>
        <translation>它们的图片大小不同</translation>
    </message>
    <message>
        <source>There is no picture of this frame</source>
        <translation>没有此帧的图片</translation>
    </message>
    <message>
        <source>Somebody else than this video shows: there is no truth to compare with</source>
        <translation>此视频中是其他人：没有可比较的真值</translation>
    </message>
    <message>
        <source>A video that drives has no truth to compare with</source>
        <translation>用于驱动的视频没有可比较的真值</translation>
    </message>
    <message>
        <source>This frame was left out of the training pictures</source>
        <translation>此帧未包含在训练图片中</translation>
    </message>
    <message>
        <source>equal</source>
        <translation>相同</translation>
    </message>
    <message>
        <source>{} levels apart or more</source>
        <translation>相差 {} 级或更多</translation>
    </message>
</context>
<context>
    <name>Timeline</name>
    <message>
        <source>Place in the clip</source>
        <translation>片段中的位置</translation>
    </message>
    <message>
        <source>Drag to scrub; left and right step a frame</source>
        <translation>拖动浏览；左右键逐帧移动</translation>
    </message>
</context>
<context>
    <name>TrainPage</name>
    <message>
        <source>Next run</source>
        <translation>下一次训练</translation>
    </message>
    <message>
        <source>Curves</source>
        <translation>曲线</translation>
    </message>
    <message>
        <source>Runs</source>
        <translation>训练</translation>
    </message>
    <message>
        <source>Start training</source>
        <translation>开始训练</translation>
    </message>
    <message>
        <source>Train with and without retrieval</source>
        <translation>分别使用和不使用检索训练</translation>
    </message>
    <message>
        <source>Drive the avatar of this run</source>
        <translation>驱动这次训练的头像</translation>
    </message>
    <message>
        <source>Rename run</source>
        <translation>重命名训练</translation>
    </message>
    <message>
        <source>Show the run in its folder</source>
        <translation>在文件夹中显示此训练</translation>
    </message>
    <message>
        <source>Delete run</source>
        <translation>删除训练</translation>
    </message>
    <message>
        <source>Compare two runs</source>
        <translation>比较两次训练</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>名称</translation>
    </message>
    <message>
        <source>Delete the run “{}”?</source>
        <translation>删除训练“{}”？</translation>
    </message>
    <message>
        <source>Its checkpoints and snapshots are removed for good.</source>
        <translation>它的检查点和快照将被永久删除。</translation>
    </message>
    <message>
        <source>Also delete its avatar</source>
        <translation>同时删除它的头像</translation>
    </message>
    <message>
        <source>Delete</source>
        <translation>删除</translation>
    </message>
    <message>
        <source>“{}” is ready</source>
        <translation>“{}”已就绪</translation>
    </message>
    <message>
        <source>Drive it</source>
        <translation>驱动它</translation>
    </message>
    <message>
        <source>Opening {}</source>
        <translation>正在打开 {}</translation>
    </message>
    <message>
        <source>No project is open</source>
        <translation>没有打开的项目</translation>
    </message>
    <message>
        <source>A project begins with a short video of a face.</source>
        <translation>项目从一段简短的人脸视频开始。</translation>
    </message>
    <message>
        <source>Go to Home</source>
        <translation>前往主页</translation>
    </message>
    <message>
        <source>There is nothing to train on yet</source>
        <translation>还没有可供训练的内容</translation>
    </message>
    <message>
        <source>Add a video of the person first.</source>
        <translation>请先添加此人物的视频。</translation>
    </message>
    <message>
        <source>Add a video</source>
        <translation>添加视频</translation>
    </message>
    <message>
        <source>Ready to train</source>
        <translation>可以开始训练</translation>
    </message>
    <message>
        <source>Choose how long on the right. You can watch it learn, pause it, and use the avatar at any time.</source>
        <translation>在右侧选择训练多久。您可以看它学习、暂停它，并随时使用头像。</translation>
    </message>
</context>
<context>
    <name>Training</name>
    <message>
        <source>There is no capture to train on</source>
        <translation>没有可供训练的采集</translation>
    </message>
    <message>
        <source>Add a video first.</source>
        <translation>请先添加视频。</translation>
    </message>
    <message>
        <source>Training {}</source>
        <translation>正在训练 {}</translation>
    </message>
    <message>
        <source> with retrieval</source>
        <translation>，使用检索</translation>
    </message>
    <message>
        <source> without retrieval</source>
        <translation>，不使用检索</translation>
    </message>
    <message>
        <source>Rename run</source>
        <translation>重命名训练</translation>
    </message>
</context>
<context>
    <name>Transport</name>
    <message>
        <source>Repeat</source>
        <translation>循环</translation>
    </message>
    <message>
        <source>Start again at the end</source>
        <translation>结束后重新开始</translation>
    </message>
    <message>
        <source>Close the clip</source>
        <translation>关闭片段</translation>
    </message>
    <message>
        <source>Close the clip and move the avatar by hand</source>
        <translation>关闭片段，改用手动控制头像</translation>
    </message>
    <message>
        <source>Pause</source>
        <translation>暂停</translation>
    </message>
    <message>
        <source>Play</source>
        <translation>播放</translation>
    </message>
</context>
<context>
    <name>TrialView</name>
    <message>
        <source>Question</source>
        <translation>问题</translation>
    </message>
    <message>
        <source>The left and right arrow keys choose the closer face.</source>
        <translation>左右方向键选择更接近的人脸。</translation>
    </message>
    <message>
        <source>← Left face</source>
        <translation>← 左侧人脸</translation>
    </message>
    <message>
        <source>The left face is closer (left key)</source>
        <translation>左侧人脸更接近（左键）</translation>
    </message>
    <message>
        <source>Right face →</source>
        <translation>右侧人脸 →</translation>
    </message>
    <message>
        <source>The right face is closer (right key)</source>
        <translation>右侧人脸更接近（右键）</translation>
    </message>
    <message>
        <source>Stop for now</source>
        <translation>暂时停止</translation>
    </message>
    <message>
        <source>Answers are kept; the rest can follow later</source>
        <translation>答案已保存；其余的可以以后再答</translation>
    </message>
    <message>
        <source>Frame</source>
        <translation>帧</translation>
    </message>
    <message>
        <source>Left face</source>
        <translation>左侧人脸</translation>
    </message>
    <message>
        <source>Right face</source>
        <translation>右侧人脸</translation>
    </message>
    <message>
        <source>Which face has the expression that is closer to this one?</source>
        <translation>哪张人脸的表情与这一张更接近？</translation>
    </message>
    <message>
        <source>Questions answered</source>
        <translation>已回答的问题</translation>
    </message>
    <message>
        <source>See the results</source>
        <translation>查看结果</translation>
    </message>
    <message>
        <source>How often the retrieved face was chosen</source>
        <translation>检索到的人脸被选中的频率</translation>
    </message>
    <message>
        <source>All {} questions answered</source>
        <translation>{} 个问题已全部回答</translation>
    </message>
    <message>
        <source>Thank you, {}</source>
        <translation>谢谢，{}</translation>
    </message>
    <message>
        <source>Question {} of {}</source>
        <translation>第 {} 个问题，共 {} 个</translation>
    </message>
    <message>
        <source>No picture</source>
        <translation>没有图片</translation>
    </message>
</context>
<context>
    <name>TripleView</name>
    <message>
        <source>Truth, render and difference</source>
        <translation>真值、渲染和差异</translation>
    </message>
    <message>
        <source>Click a row to select its frame; right-click for more. Differences are three times as strong</source>
        <translation>点击一行以选中它的帧；右键查看更多。差异放大三倍显示</translation>
    </message>
    <message>
        <source>Frames {}</source>
        <translation>帧 {}</translation>
    </message>
    <message>
        <source>Select this frame</source>
        <translation>选择此帧</translation>
    </message>
    <message>
        <source>Do not show this frame</source>
        <translation>不显示此帧</translation>
    </message>
    <message>
        <source>Truth</source>
        <translation>真值</translation>
    </message>
    <message>
        <source>Render</source>
        <translation>渲染</translation>
    </message>
    <message>
        <source>Difference</source>
        <translation>差异</translation>
    </message>
    <message>
        <source>Frame {}</source>
        <translation>第 {} 帧</translation>
    </message>
    <message>
        <source>held out</source>
        <translation>留出</translation>
    </message>
    <message>
        <source>trained on</source>
        <translation>用于训练</translation>
    </message>
</context>
<context>
    <name>VideoMaker</name>
    <message>
        <source>Show in folder</source>
        <translation>在文件夹中显示</translation>
    </message>
    <message>
        <source>Video saved</source>
        <translation>视频已保存</translation>
    </message>
</context>
<context>
    <name>Viewport</name>
    <message>
        <source>Avatar</source>
        <translation>头像</translation>
    </message>
    <message>
        <source>Drag to turn, right-drag to move, scroll to zoom, click for a splat</source>
        <translation>拖动旋转，右键拖动平移，滚轮缩放，点击选择高斯点</translation>
    </message>
    <message>
        <source>OpenGL, {}</source>
        <translation>OpenGL，{}</translation>
    </message>
    <message>
        <source>the processor, {} threads</source>
        <translation>处理器，{} 线程</translation>
    </message>
</context>
<context>
    <name>WindowActions</name>
    <message>
        <source>Undo</source>
        <translation>撤销</translation>
    </message>
    <message>
        <source>Redo</source>
        <translation>重做</translation>
    </message>
    <message>
        <source>Search</source>
        <translation>搜索</translation>
    </message>
    <message>
        <source>Find and do anything</source>
        <translation>查找并执行任何操作</translation>
    </message>
    <message>
        <source>Keyboard shortcuts</source>
        <translation>键盘快捷键</translation>
    </message>
    <message>
        <source>About RAF Studio</source>
        <translation>关于 RAF Studio</translation>
    </message>
    <message>
        <source>Version and licences of this program</source>
        <translation>此程序的版本和许可</translation>
    </message>
    <message>
        <source>Show all work</source>
        <translation>显示所有工作</translation>
    </message>
    <message>
        <source>What runs, waits and has ended</source>
        <translation>正在运行、等待和已结束的工作</translation>
    </message>
    <message>
        <source>Show warnings and errors</source>
        <translation>显示警告和错误</translation>
    </message>
    <message>
        <source>Quit</source>
        <translation>退出</translation>
    </message>
    <message>
        <source>Close the project</source>
        <translation>关闭项目</translation>
    </message>
    <message>
        <source>Everything in it is saved already</source>
        <translation>其中的一切都已保存</translation>
    </message>
    <message>
        <source>Theme</source>
        <translation>主题</translation>
    </message>
    <message>
        <source>Light or dark</source>
        <translation>浅色或深色</translation>
    </message>
    <message>
        <source>Like the system</source>
        <translation>跟随系统</translation>
    </message>
    <message>
        <source>Dark</source>
        <translation>深色</translation>
    </message>
    <message>
        <source>Light</source>
        <translation>浅色</translation>
    </message>
    <message>
        <source>Language</source>
        <translation>语言</translation>
    </message>
    <message>
        <source>Language of this window</source>
        <translation>此窗口的语言</translation>
    </message>
    <message>
        <source>Help</source>
        <translation>帮助</translation>
    </message>
    <message>
        <source>Shortcuts and licences</source>
        <translation>快捷键与许可</translation>
    </message>
    <message>
        <source>{}: {}</source>
        <translation>{}：{}</translation>
    </message>
</context>
<context>
    <name>WorkStrip</name>
    <message>
        <source>Progress</source>
        <translation>进度</translation>
    </message>
    <message>
        <source>Pause</source>
        <translation>暂停</translation>
    </message>
    <message>
        <source>Wait; what was done stays</source>
        <translation>等待；已完成的会保留</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>Stop; what was added so far stays, and the same clips can be added again later</source>
        <translation>停止；已添加的会保留，以后可再次添加相同的片段</translation>
    </message>
    <message>
        <source>Starting the engine</source>
        <translation>正在启动引擎</translation>
    </message>
    <message>
        <source>Finding faces</source>
        <translation>正在查找人脸</translation>
    </message>
    <message>
        <source>Copying faces</source>
        <translation>正在复制人脸</translation>
    </message>
    <message>
        <source>Removing faces</source>
        <translation>正在移除人脸</translation>
    </message>
    <message>
        <source>Checking the whole bank</source>
        <translation>正在检查整个表情库</translation>
    </message>
    <message>
        <source>Waits for other work</source>
        <translation>等待其他工作</translation>
    </message>
    <message>
        <source>Paused</source>
        <translation>已暂停</translation>
    </message>
    <message>
        <source>Stopping</source>
        <translation>正在停止</translation>
    </message>
    <message>
        <source>{} of {} frames</source>
        <translation>{} 帧，共 {} 帧</translation>
    </message>
    <message>
        <source>{} of {} clips</source>
        <translation>{} 个片段，共 {} 个</translation>
    </message>
    <message>
        <source>about {} left</source>
        <translation>剩余约 {}</translation>
    </message>
    <message>
        <source>Go on</source>
        <translation>继续</translation>
    </message>
</context>
<context>
    <name>Workbench</name>
    <message>
        <source>Capture</source>
        <translation>采集</translation>
    </message>
    <message>
        <source>Which video of the project is shown</source>
        <translation>显示项目中的哪段视频</translation>
    </message>
    <message>
        <source>Place in the video</source>
        <translation>视频中的位置</translation>
    </message>
    <message>
        <source>Remove it…</source>
        <translation>移除…</translation>
    </message>
    <message>
        <source>Take the damaged capture out of the project; asks first</source>
        <translation>把损坏的采集从项目中移除；会先询问</translation>
    </message>
    <message>
        <source>Copy details</source>
        <translation>复制详细信息</translation>
    </message>
    <message>
        <source>For a report</source>
        <translation>用于报告问题</translation>
    </message>
    <message>
        <source>{} / {}</source>
        <translation>{} / {}</translation>
    </message>
    <message>
        <source>Reading the capture…</source>
        <translation>正在读取采集…</translation>
    </message>
    <message>
        <source>Measuring…</source>
        <translation>正在测量…</translation>
    </message>
    <message>
        <source>{} × speed</source>
        <translation>{} 倍速</translation>
    </message>
</context>
<context>
    <name>_Body</name>
    <message>
        <source>Mouth</source>
        <translation>嘴部</translation>
    </message>
    <message>
        <source>Eyes</source>
        <translation>眼睛</translation>
    </message>
    <message>
        <source>Brows</source>
        <translation>眉毛</translation>
    </message>
    <message>
        <source>Gaze</source>
        <translation>视线</translation>
    </message>
    <message>
        <source>{} ({})</source>
        <translation>{}（{}）</translation>
    </message>
    <message>
        <source>This frame: {}</source>
        <translation>此帧：{}</translation>
    </message>
    <message>
        <source>Chosen face: {}</source>
        <translation>所选人脸：{}</translation>
    </message>
</context>
<context>
    <name>_Delegate</name>
    <message>
        <source>Cannot be read</source>
        <translation>无法读取</translation>
    </message>
</context>
<context>
    <name>_FaceDelegate</name>
    <message>
        <source>Face {}</source>
        <translation>人脸 {}</translation>
    </message>
    <message>
        <source>not in this bank</source>
        <translation>不在此库中</translation>
    </message>
</context>
<context>
    <name>_Legend</name>
    <message>
        <source>This frame</source>
        <translation>此帧</translation>
    </message>
</context>
<context>
    <name>_Picture</name>
    <message>
        <source>Selected face</source>
        <translation>所选人脸</translation>
    </message>
</context>
<context>
    <name>_PoseTable</name>
    <message>
        <source>Faces by head pose</source>
        <translation>按头部姿态的人脸</translation>
    </message>
    <message>
        <source>none</source>
        <translation>无</translation>
    </message>
    <message>
        <source>right</source>
        <translation>右</translation>
    </message>
    <message>
        <source>ahead</source>
        <translation>正前方</translation>
    </message>
    <message>
        <source>left</source>
        <translation>剩余</translation>
    </message>
    <message>
        <source>looking up</source>
        <translation>向上看</translation>
    </message>
    <message>
        <source>level</source>
        <translation>水平</translation>
    </message>
    <message>
        <source>looking down</source>
        <translation>向下看</translation>
    </message>
    <message>
        <source>turned far to the person’s right</source>
        <translation>大幅转向人物的右侧</translation>
    </message>
    <message>
        <source>turned to the person’s right</source>
        <translation>转向人物的右侧</translation>
    </message>
    <message>
        <source>straight ahead</source>
        <translation>正前方</translation>
    </message>
    <message>
        <source>turned to the person’s left</source>
        <translation>转向人物的左侧</translation>
    </message>
    <message>
        <source>turned far to the person’s left</source>
        <translation>大幅转向人物的左侧</translation>
    </message>
    <message>
        <source>{}, {}: {} faces</source>
        <translation>{}，{}：{} 张人脸</translation>
    </message>
</context>
<context>
    <name>_Row</name>
    <message>
        <source>Progress of “{}”</source>
        <translation>“{}”的进度</translation>
    </message>
    <message>
        <source>How far the work is</source>
        <translation>工作进度</translation>
    </message>
    <message>
        <source>Pause</source>
        <translation>暂停</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>Stop this work</source>
        <translation>停止此工作</translation>
    </message>
    <message>
        <source>Dismiss</source>
        <translation>忽略</translation>
    </message>
    <message>
        <source>Take it off this list</source>
        <translation>从此列表移除</translation>
    </message>
    <message>
        <source>Copy details</source>
        <translation>复制详细信息</translation>
    </message>
    <message>
        <source>Copy everything known about it, for a report</source>
        <translation>复制有关它的全部信息，用于报告问题</translation>
    </message>
</context>
</TS>
