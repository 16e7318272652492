ALTER TABLE `build` ADD `module` text;--> statement-breakpoint
ALTER TABLE `manual_download` ADD `module` text;