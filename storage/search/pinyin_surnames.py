"""Readings that a list of single characters gets wrong or leaves out: surnames, and characters in names and places.

The first reading sorts; a record is found by every one. A character that has one reading, the one pypinyin gives
first, needs no entry. Sources: 现代汉语词典 (entries marked 姓), 中国姓氏大辞典; where bearers disagree (乐 yue/le,
牟 mou/mu) both stand. ü is written v; `pinyin.py` adds its other spellings.
"""

from __future__ import annotations

Readings = dict[str, tuple[str, ...]]


def _table(text: str) -> Readings:
    """Read `字 first/second, 字 first` lines."""
    entries = (entry.split() for line in text.strip().splitlines() for entry in line.split(","))
    return {sign: tuple(spelt.split("/")) for sign, spelt in entries}


SURNAMES = _table(
    """
单 shan/dan/chan, 曾 zeng/ceng, 解 xie/jie, 查 zha/cha, 仇 qiu/chou, 区 ou/qu, 盖 ge/gai, 乐 yue/le, 朴 piao/pu
翟 zhai/di, 黑 he/hei, 折 she/zhe, 员 yun/yuan, 贠 yun/yuan, 逢 pang/feng, 缪 miao/mou/miu, 覃 qin/tan, 贾 jia/gu
繁 po/fan, 秘 bi/mi, 洗 xian/xi, 尉 wei/yu, 召 shao/zhao, 种 chong/zhong, 谌 chen/shen, 卜 bu/bo, 晁 chao/zhao
柏 bai/bo, 车 che/ju, 郗 xi/chi, 祭 zhai/ji, 藏 zang/cang, 句 gou/ju, 阚 kan/han, 隗 wei/kui, 那 na/nuo
能 nai/neng, 宓 mi/fu, 牟 mou/mu, 佴 nai/er, 粘 nian/zhan, 乜 nie/mie, 钭 tou/dou, 郇 xun/huan, 沈 shen/chen
盛 sheng/cheng, 石 shi/dan, 宿 su/xiu, 行 xing/hang, 褚 chu/zhu, 长 zhang/chang, 费 fei/bi, 冯 feng/ping, 艾 ai/yi
暴 bao/pu, 贲 ben/bi, 薄 bo/bao, 不 fou/bu, 都 du/dou, 度 du/duo, 谷 gu/yu, 炅 gui/jiong, 炔 gui/que, 纥 ge/he
会 kuai/hui/gui, 稽 ji/xi/qi, 角 jue/jiao, 隽 juan/jun, 亢 kang/gang, 陆 lu/liu, 六 lu/liu, 冒 mao/mo, 番 pan/fan
郄 qie/xi/que, 强 qiang/jiang, 塞 sai/se, 莘 shen/xin, 蔚 yu/wei, 叶 ye/xie, 殷 yin/yan, 於 yu/wu, 合 he/ge
降 jiang/xiang, 卡 qia/ka, 率 lv/shuai, 万 wan/mo, 色 se/shai, 提 ti/di, 拓 tuo/ta, 厘 li/xi, 俞 yu/shu
适 shi/kuo, 尾 wei/yi, 渑 mian/sheng, 调 tiao/diao, 什 shi/shen, 汤 tang/shang, 读 du/dou, 传 chuan/zhuan
重 chong/zhong, 朝 chao/zhao, 大 da/dai, 还 huan/hai, 奇 qi/ji, 其 qi/ji, 蕃 fan/bo, 便 bian/pian, 嵇 ji/xi
覀 xi, 酆 feng, 仉 zhang, 訾 zi/zui, 啜 chuai/chuo, 呙 guo/wai, 俱 ju, 给 ji/gei, 坏 pei/huai, 尹 yin, 冼 xian/sheng
"""
)

# Two characters are read together; the parts are joined by + so that each keeps its own syllable.
COMPOUND_SURNAMES = _table(
    """
欧阳 ou+yang, 上官 shang+guan, 尉迟 yu+chi/wei+chi, 万俟 mo+qi/wan+si, 单于 chan+yu/shan+yu/dan+yu
长孙 zhang+sun/chang+sun, 澹台 tan+tai/dan+tai, 乐正 yue+zheng/le+zheng, 令狐 ling+hu, 鲜于 xian+yu, 宰父 zai+fu
亓官 qi+guan, 谷梁 gu+liang, 拓跋 tuo+ba/ta+ba, 耶律 ye+lv, 闾丘 lv+qiu, 吐谷浑 tu+yu+hun/tu+gu+hun, 呼延 hu+yan
夹谷 jia+gu, 诸葛 zhu+ge, 司马 si+ma, 司徒 si+tu, 司空 si+kong, 夏侯 xia+hou, 皇甫 huang+fu, 宇文 yu+wen
赫连 he+lian, 濮阳 pu+yang, 公冶 gong+ye, 公孙 gong+sun, 太叔 tai+shu, 申屠 shen+tu, 钟离 zhong+li, 轩辕 xuan+yuan
慕容 mu+rong, 淳于 chun+yu, 端木 duan+mu, 百里 bai+li, 东方 dong+fang, 东郭 dong+guo, 南宫 nan+gong, 西门 xi+men
第五 di+wu, 独孤 du+gu, 纳兰 na+lan, 叶赫 ye+he, 完颜 wan+yan, 贺兰 he+lan, 哥舒 ge+shu, 屈突 qu+tu, 仲孙 zhong+sun
段干 duan+gan, 漆雕 qi+diao, 壤驷 rang+si, 梁丘 liang+qiu, 左丘 zuo+qiu, 羊舌 yang+she, 微生 wei+sheng
"""
)

# Everywhere but in the surname: given names (茜, 晟, 娜), compounds and shops (长宁, 重庆, 银行, 大厦).
POLYPHONES = _table(
    """
行 xing/hang, 乐 le/yue, 重 zhong/chong, 长 chang/zhang, 朝 chao/zhao, 茜 qian/xi, 盛 sheng/cheng, 晟 sheng/cheng
柏 bai/bo, 单 dan/shan, 曾 zeng/ceng, 解 jie/xie, 查 cha/zha, 奇 qi/ji, 传 chuan/zhuan, 都 du/dou, 大 da/dai
会 hui/kuai, 宿 su/xiu, 藏 zang/cang, 娜 na/nuo, 炅 jiong/gui, 莘 xin/shen, 莞 wan/guan/huan, 朴 pu/piao
仔 zi/zai, 觉 jue/jiao, 调 diao/tiao, 车 che/ju, 盖 gai/ge, 区 qu/ou, 翟 zhai/di, 厦 sha/xia, 校 xiao/jiao
石 shi/dan, 系 xi/ji, 强 qiang/jiang, 降 jiang/xiang, 卡 ka/qia, 弄 nong/long, 差 cha/chai, 地 di/de, 露 lu/lou
六 liu/lu, 陆 lu/liu, 曝 bao/pu, 泊 bo/po, 蔚 wei/yu, 尉 wei/yu, 俟 si/qi, 伽 jia/qie/ga, 婼 ruo/chuo, 阿 a/e
艾 ai/yi, 洗 xi/xian, 提 ti/di, 泌 mi/bi, 佛 fo/fu, 南 nan/na, 隽 jun/juan, 说 shuo/yue, 率 shuai/lv, 绿 lv/lu
度 du/duo, 还 huan/hai, 秘 mi/bi, 亲 qin/qing, 荨 qian/xun, 蕃 fan/bo, 繁 fan/po, 堡 bao/bu/pu, 埔 pu/bu
圩 wei/xu, 浒 hu/xu, 角 jiao/jue, 珩 heng/hang, 模 mo/mu, 约 yue/yao, 莎 sha/suo, 蔓 man/wan, 汶 wen/men
玟 wen/min, 若 ruo/re, 勒 le/lei, 什 shi/shen, 谷 gu/yu, 吐 tu, 哈 ha, 仇 chou/qiu, 折 zhe/she, 种 zhong/chong
家 jia, 教 jiao, 数 shu/shuo, 空 kong, 中 zhong, 参 shen/can, 薄 bo/bao, 剥 bo/bao, 落 luo/la, 夹 jia, 横 heng
"""
)
