"""Files (Nautilus): "Send with Lanyard" in the menu of selected files and folders. Needs python3-nautilus."""

import locale
import os
import subprocess

from gi.repository import GObject, Nautilus

LANYARD = "/opt/Lanyard/lanyard"
LABEL = "Send with Lanyard"
LABEL_ZH = "用 Lanyard 发送"


def label():
    # what gettext looks at, in its order
    names = (os.environ.get(name) for name in ("LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG"))
    chosen = next((name for name in names if name), None) or locale.getlocale()[0] or ""
    return LABEL_ZH if chosen.startswith(("zh_CN", "zh_SG", "zh_Hans")) else LABEL


class SendWithLanyard(GObject.GObject, Nautilus.MenuProvider):
    def get_file_items(self, *args):
        # (window, files) up to Nautilus 42, (files) since 43
        paths = [file.get_location().get_path() for file in args[-1]]
        if not paths or None in paths:
            # on a server that is not mounted: there is nothing to read
            return []
        item = Nautilus.MenuItem(name="Lanyard::send", label=label(), tip="", icon="lanyard")
        item.connect("activate", self.send, paths)
        return [item]

    def send(self, _item, paths):
        subprocess.Popen([LANYARD, *paths], start_new_session=True)
