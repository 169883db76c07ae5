from django.apps import AppConfig
from django.contrib.admin import apps as admin_apps
from django.core.checks import register

from newsroom import checks


class NewsroomConfig(AppConfig):
    default = True
    name = "newsroom"

    def ready(self) -> None:
        register(checks.check_data_dir)
        register(checks.check_environment_file)
        # Not before every command: migrations and static files need no key.
        register(checks.check_secret_key, deploy=True)
        register(checks.check_public_site, deploy=True)
        register(checks.check_strangers_in_environment_file, deploy=True)
        register(checks.check_site_name, deploy=True)
        register(checks.check_static_files, deploy=True)
        register(checks.check_database, deploy=True)


class AdminConfig(admin_apps.AdminConfig):
    default = False
    default_site = "newsroom.admin_site.Site"
